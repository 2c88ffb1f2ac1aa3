package atlas.storage;

import atlas.model.Refusal;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What must hold before a login may serve: nothing about it may get round row-level security. */
final class SelfCheck {
  private SelfCheck() {}

  /** Refuses to serve with every reason there is. */
  static void run(Handle handle) {
    var problems = new ArrayList<String>();
    var login =
        handle
            .createQuery(
                """
                select rolsuper as superuser, rolbypassrls as bypasses,
                  rolcreaterole as makes_roles,
                  pg_has_role(current_user, 'atlas_app', 'member') as is_app,
                  exists (
                    select from pg_roles b where b.rolname = 'atlas_backup'
                      and pg_has_role(current_user, b.oid, 'member')) as backs_up,
                  exists (
                    select from pg_roles p where p.rolname = 'atlas_purge'
                      and pg_has_role(current_user, p.oid, 'member')) as purges,
                  has_schema_privilege('public', 'create') as makes_things,
                  has_table_privilege('api_tokens', 'select, insert, update, delete, truncate')
                    or has_any_column_privilege('api_tokens', 'select, insert, update')
                    as sees_tokens,
                  has_table_privilege('scheduled_tasks', 'select')
                    and has_table_privilege('scheduled_tasks', 'insert')
                    and has_table_privilege('scheduled_tasks', 'update')
                    and has_table_privilege('scheduled_tasks', 'delete') as does_jobs,
                  exists (
                    select from pg_class c join pg_roles o on o.oid = c.relowner
                    where c.relnamespace = 'public'::regnamespace
                      and pg_has_role(current_user, o.oid, 'member')) as owns
                from pg_roles where rolname = current_user
                """)
            .mapToMap()
            .one();
    if (is(login.get("superuser"))) problems.add("it is a superuser");
    if (is(login.get("bypasses"))) problems.add("it may bypass row-level security");
    if (is(login.get("makes_roles"))) problems.add("it may create roles");
    if (is(login.get("backs_up"))) problems.add("it is a member of atlas_backup");
    if (is(login.get("purges"))) problems.add("it is a member of atlas_purge");
    if (is(login.get("owns"))) problems.add("it owns tables, or is a member of who does");
    if (is(login.get("makes_things"))) problems.add("it may create things in schema public");
    if (is(login.get("sees_tokens"))) problems.add("it may read or write api_tokens itself");
    if (!is(login.get("is_app"))) problems.add("it is not a member of atlas_app");
    // The scheduler sets no role: behind PgBouncer it would stay set for whoever comes next.
    if (!is(login.get("does_jobs"))) problems.add("it does not inherit what atlas_app may do");
    problems.addAll(unguarded(handle));
    if (!problems.isEmpty()) {
      throw Refusal.unavailable(
          "The login of ATLAS_DATABASE_URL must not serve: "
              + String.join("; ", problems)
              + ". Run atlas db init and use the serving login that it prints.");
    }
  }

  private static List<String> unguarded(Handle handle) {
    return handle
        .createQuery(
            """
            select 'table ' || relname || ' has no forced row-level security'
            from pg_class
            where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'm', 'f')
              and relname <> 'flyway_schema_history'
              and not (relrowsecurity and relforcerowsecurity)
            union all
            select 'the event log may be changed (' || c.relname || ')'
            from pg_class c
            where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
              and (c.relname = 'events' or c.relname like 'events\\_%')
              and (has_table_privilege('atlas_app', c.oid, 'update, delete, truncate')
                or not exists (
                  select from pg_trigger g
                  where g.tgrelid = c.oid and g.tgname = 'refuse_change'
                    and g.tgenabled in ('O', 'A')))
            union all
            select 'view ' || relname || ' is not security_invoker'
            from pg_class
            where relnamespace = 'public'::regnamespace and relkind = 'v'
              and not coalesce('security_invoker=true' = any (reloptions), false)
            limit 10
            """)
        .mapTo(String.class)
        .list();
  }

  private static boolean is(@Nullable Object value) {
    return Boolean.TRUE.equals(value);
  }
}
