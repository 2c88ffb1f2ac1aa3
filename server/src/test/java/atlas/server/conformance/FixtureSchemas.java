package atlas.server.conformance;

import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.json.TypeRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** The schemas that the suite looks into. */
final class FixtureSchemas {
  private FixtureSchemas() {}

  /** What test_elicitation asks for. */
  static Map<String, Object> contact() {
    return json(
        """
        {"type": "object",
         "properties": {
           "username": {"type": "string", "description": "User's response"},
           "email": {"type": "string", "description": "User's email address"}},
         "required": ["username", "email"]}
        """);
  }

  /** A default for each primitive type (SEP-1034). */
  static Map<String, Object> defaults() {
    return json(
        """
        {"type": "object",
         "properties": {
           "name": {"type": "string", "default": "John Doe"},
           "age": {"type": "integer", "default": 30},
           "score": {"type": "number", "default": 95.5},
           "status": {
             "type": "string",
             "enum": ["active", "inactive", "pending"],
             "default": "active"},
           "verified": {"type": "boolean", "default": true}}}
        """);
  }

  /** Each way to choose from a list (SEP-1330). */
  static Map<String, Object> choices() {
    return json(
        """
        {"type": "object",
         "properties": {
           "untitledSingle": {"type": "string", "enum": ["option1", "option2", "option3"]},
           "titledSingle": {
             "type": "string",
             "oneOf": [
               {"const": "value1", "title": "First Option"},
               {"const": "value2", "title": "Second Option"},
               {"const": "value3", "title": "Third Option"}]},
           "legacyEnum": {
             "type": "string",
             "enum": ["opt1", "opt2", "opt3"],
             "enumNames": ["Option One", "Option Two", "Option Three"]},
           "untitledMulti": {
             "type": "array",
             "items": {"type": "string", "enum": ["option1", "option2", "option3"]}},
           "titledMulti": {
             "type": "array",
             "items": {
               "anyOf": [
                 {"const": "value1", "title": "First Choice"},
                 {"const": "value2", "title": "Second Choice"},
                 {"const": "value3", "title": "Third Choice"}]}}}}
        """);
  }

  /** Words of JSON Schema 2020-12 that must reach the client as they are (SEP-1613). */
  static Map<String, Object> newest() {
    return json(
        """
        {"$schema": "https://json-schema.org/draft/2020-12/schema",
         "type": "object",
         "$defs": {
           "address": {
             "type": "object",
             "properties": {"street": {"type": "string"}, "city": {"type": "string"}}}},
         "properties": {
           "name": {"type": "string"},
           "address": {"$ref": "#/$defs/address"}},
         "additionalProperties": false}
        """);
  }

  private static Map<String, Object> json(String text) {
    try {
      return McpJsonDefaults.getMapper().readValue(text, new TypeRef<Map<String, Object>>() {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
