package atlas.integrations.jira;

import java.util.List;

/**
 * What a project wants to know of a new issue of one type.
 *
 * @param typeId Jira's number of the type
 * @param type its name, as Jira writes it
 */
public record CreateForm(String projectKey, String typeId, String type, List<Field> fields) {
  /**
   * One field of the form.
   *
   * @param id what Jira calls it: summary, customfield_10028
   * @param name what people call it
   * @param required it must be given, since nothing stands in for it
   * @param allowed the names of the values it takes; empty when it takes any
   */
  public record Field(String id, String name, boolean required, List<String> allowed) {
    public Field {
      allowed = List.copyOf(allowed);
    }
  }

  public CreateForm {
    fields = List.copyOf(fields);
  }
}
