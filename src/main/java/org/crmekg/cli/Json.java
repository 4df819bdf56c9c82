package org.crmekg.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.crmekg.InternalException;
import org.crmekg.Problem;

/** JSON as commands print and read it. */
final class Json {
  static final ObjectMapper MAPPER =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private Json() {}

  static String pretty(Object value) {
    return text(value, true);
  }

  static String line(Object value) {
    return text(value, false);
  }

  private static String text(Object value, boolean indented) {
    try {
      return indented
          ? MAPPER.writer(SerializationFeature.INDENT_OUTPUT).writeValueAsString(value)
          : MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new InternalException(Problem.INTERNAL, "an answer cannot be written as JSON", e);
    }
  }
}
