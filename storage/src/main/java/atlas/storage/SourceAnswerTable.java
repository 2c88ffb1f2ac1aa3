package atlas.storage;

import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** What slow sources answered a while ago. */
public interface SourceAnswerTable {
  @SqlQuery(
      """
      select candidates from source_answers
      where source = :source and question = :question and made_at > :since
      """)
  Optional<String> find(String source, String question, Instant since);

  @SqlUpdate(
      """
      insert into source_answers (user_id, source, question, candidates, made_at)
      values (atlas_user_id(), :source, :question, :candidates::jsonb, :at)
      on conflict (user_id, source, question) do update set
        candidates = excluded.candidates, made_at = excluded.made_at
      """)
  int keep(String source, String question, String candidates, Instant at);

  @SqlUpdate("delete from source_answers where made_at <= :until")
  int forgetBefore(Instant until);
}
