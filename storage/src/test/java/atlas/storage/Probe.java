package atlas.storage;

import java.util.List;
import java.util.Map;

/**
 * Looks into transactions from inside: a trigger on counters that records what is set there, which
 * only a superuser could add.
 */
final class Probe {
  private final TestDatabase db;

  Probe(TestDatabase db) {
    this.db = db;
    db.admin()
        .useHandle(
            handle ->
                handle
                    .createScript(
                        """
                        create schema probe;
                        grant usage on schema probe to public;
                        create table probe.settings (name text, value text);
                        grant insert on probe.settings to public;
                        create function probe.look() returns trigger language plpgsql as $$
                        begin
                          insert into probe.settings
                          select name, setting from pg_settings where source = 'session'
                          union all select 'atlas.user_id', current_setting('atlas.user_id', true)
                          union all select 'atlas.now', current_setting('atlas.now', true)
                          union all select 'current_user', current_user::text
                          union all select 'session_user', session_user::text;
                          return new;
                        end $$;
                        create trigger probe after insert or update on counters
                          for each row execute function probe.look();
                        """)
                    .executeAsSeparateStatements());
  }

  /** What was set in the last transaction that numbered something. */
  Map<String, String> settings() {
    List<Map<String, Object>> rows =
        db.admin()
            .withHandle(
                handle ->
                    handle.createQuery("select name, value from probe.settings").mapToMap().list());
    var settings = new java.util.TreeMap<String, String>();
    rows.forEach(
        row -> settings.put(String.valueOf(row.get("name")), String.valueOf(row.get("value"))));
    return settings;
  }
}
