package atlas.storage;

import atlas.model.Json;
import java.sql.Types;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.argument.AbstractArgumentFactory;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jdbi.v3.core.mapper.ColumnMapper;
import org.jdbi.v3.core.spi.JdbiPlugin;
import tools.jackson.databind.JsonNode;

/** JSON columns as Jackson's trees; jdbi's own module for that speaks the older Jackson. */
final class JsonPlugin implements JdbiPlugin {
  @Override
  public void customizeJdbi(Jdbi jdbi) {
    ColumnMapper<JsonNode> read =
        (row, column, context) -> {
          String text = row.getString(column);
          return text == null ? null : Json.MAPPER.readTree(text);
        };
    jdbi.registerColumnMapper(JsonNode.class, read);
    jdbi.registerArgument(new Bind());
  }

  private static final class Bind extends AbstractArgumentFactory<JsonNode> {
    Bind() {
      super(Types.VARCHAR);
    }

    @Override
    protected Argument build(JsonNode value, ConfigRegistry config) {
      String text = value.toString();
      return (position, statement, context) -> statement.setString(position, text);
    }
  }
}
