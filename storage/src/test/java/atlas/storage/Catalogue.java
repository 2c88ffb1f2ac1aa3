package atlas.storage;

import java.util.List;
import org.jdbi.v3.core.Jdbi;

/** Everything that a database consists of but its rows, one line each; without Flyway's table. */
final class Catalogue {
  private static final String LINES =
      """
      with r as (
        select c.* from pg_class c
        where c.relnamespace = 'public'::regnamespace
          and c.relname not like 'flyway\\_schema\\_history%'
      )
      select format('relation %s %s owner=%s rls=%s force=%s options=%s partition=%s by=%s of=%s '
          'persistence=%s replident=%s acl=%s',
        relkind, relname, pg_get_userbyid(relowner), relrowsecurity, relforcerowsecurity,
        reloptions, relispartition, pg_get_partkeydef(oid), pg_get_expr(relpartbound, oid),
        relpersistence, relreplident, relacl)
      from r where relkind <> 'i'
      union all
      select format('column %s.%s %s %s not null=%s default=%s generated=%s identity=%s '
          'collation=%s storage=%s acl=%s',
        r.relname, a.attname, a.attnum, format_type(a.atttypid, a.atttypmod), a.attnotnull,
        pg_get_expr(d.adbin, d.adrelid), a.attgenerated, a.attidentity, a.attcollation,
        a.attstorage, a.attacl)
      from r join pg_attribute a on a.attrelid = r.oid and a.attnum > 0
      left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
      where r.relkind <> 'i' and not a.attisdropped
      union all
      select format('constraint %s.%s %s valid=%s deferrable=%s deferred=%s', r.relname, k.conname,
        pg_get_constraintdef(k.oid), k.convalidated, k.condeferrable, k.condeferred)
      from r join pg_constraint k on k.conrelid = r.oid
      union all
      select format('index %s valid=%s unique=%s primary=%s clustered=%s', pg_get_indexdef(i.indexrelid),
        i.indisvalid, i.indisunique, i.indisprimary, i.indisclustered)
      from r join pg_index i on i.indrelid = r.oid
      union all
      select format('policy %s.%s for=%s permissive=%s to=%s using=%s check=%s', r.relname, p.polname,
        p.polcmd, p.polpermissive,
        (select array_agg(pg_get_userbyid(m) order by 1) from unnest(p.polroles) m),
        pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))
      from r join pg_policy p on p.polrelid = r.oid
      union all
      select format('trigger %s enabled=%s', pg_get_triggerdef(g.oid), g.tgenabled)
      from r join pg_trigger g on g.tgrelid = r.oid where not g.tgisinternal
      union all
      select format('rule %s', pg_get_ruledef(u.oid)) from r join pg_rewrite u on u.ev_class = r.oid
      union all
      select format('view %s %s', relname, pg_get_viewdef(oid)) from r where relkind in ('v', 'm')
      union all
      select format('function %s owner=%s definer=%s leakproof=%s parallel=%s config=%s acl=%s',
        pg_get_functiondef(oid), pg_get_userbyid(proowner), prosecdef, proleakproof, proparallel,
        proconfig, proacl)
      from pg_proc where pronamespace = 'public'::regnamespace and prokind in ('f', 'p')
      union all
      select format('sequence %s type=%s start=%s by=%s min=%s max=%s cache=%s cycle=%s', r.relname,
        format_type(s.seqtypid, null), seqstart, seqincrement, seqmin, seqmax, seqcache, seqcycle)
      from r join pg_sequence s on s.seqrelid = r.oid
      union all
      select format('type %s %s', typname, typtype) from pg_type
      where typnamespace = 'public'::regnamespace and typtype in ('e', 'd', 'r', 'm')
      union all
      select format('schema %s acl=%s', nspname, nspacl) from pg_namespace
      where nspname !~ '^pg_' and nspname <> 'information_schema'
      union all
      select format('default acl %s %s', defaclobjtype, defaclacl) from pg_default_acl
      union all
      select format('statistics %s', pg_get_statisticsobjdef(oid)) from pg_statistic_ext
      union all
      select format('extension %s', extname) from pg_extension
      union all
      select format('event trigger %s', evtname) from pg_event_trigger
      union all
      select format('publication %s', pubname) from pg_publication
      order by 1
      """;

  private Catalogue() {}

  static List<String> of(Jdbi admin) {
    return admin.withHandle(handle -> handle.createQuery(LINES).mapTo(String.class).list());
  }
}
