package org.crmekg.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * What a programmer would write by hand for this one mapping: plain JDBC, strings, one thread, no
 * mapping, no duplicate check. {@code JdbcFloor url user out.nt}.
 */
final class JdbcFloor {
  private static final String CRM = "http://example.org/crm#";
  private static final String XSD = "http://www.w3.org/2001/XMLSchema#";
  private static final int FETCH_SIZE = 5000;

  private enum Kind {
    TEXT,
    INTEGER,
    DATE,
    COUNTRY,
    CUSTOMER
  }

  private record Property(String name, Kind kind) {}

  private JdbcFloor() {}

  public static void main(String[] args) throws SQLException, IOException {
    try (Connection connection = DriverManager.getConnection(args[0], args[1], "");
        OutputStream out =
            new BufferedOutputStream(Files.newOutputStream(Path.of(args[2])), 1 << 18)) {
      connection.setAutoCommit(false);
      long statements =
          write(
                  connection,
                  out,
                  "SELECT id,lei,name,country,city,segment,email,employees,created FROM customers",
                  "customer",
                  "Customer",
                  List.of(
                      new Property("lei", Kind.TEXT),
                      new Property("name", Kind.TEXT),
                      new Property("country", Kind.COUNTRY),
                      new Property("city", Kind.TEXT),
                      new Property("segment", Kind.TEXT),
                      new Property("email", Kind.TEXT),
                      new Property("employees", Kind.INTEGER),
                      new Property("created", Kind.DATE)))
              + write(
                  connection,
                  out,
                  "SELECT id,given_name,family_name,email,role,phone,customer_id FROM contacts",
                  "contact",
                  "Contact",
                  List.of(
                      new Property("givenName", Kind.TEXT),
                      new Property("familyName", Kind.TEXT),
                      new Property("email", Kind.TEXT),
                      new Property("role", Kind.TEXT),
                      new Property("phone", Kind.TEXT),
                      new Property("contactOf", Kind.CUSTOMER)));
      System.out.println("statements " + statements);
    }
  }

  private static long write(
      Connection connection,
      OutputStream out,
      String sql,
      String path,
      String type,
      List<Property> properties)
      throws SQLException, IOException {
    long statements = 0;
    var text = new StringBuilder(1 << 16);
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(FETCH_SIZE);
      try (ResultSet row = statement.executeQuery(sql)) {
        while (row.next()) {
          String subject = "<http://example.org/crm/" + path + "/" + row.getString(1) + "> ";
          text.append(subject)
              .append("<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <")
              .append(CRM)
              .append(type)
              .append("> .\n");
          statements++;
          for (int i = 0; i < properties.size(); i++) {
            String value = row.getString(i + 2);
            if (value == null) {
              continue;
            }
            statements++;
            text.append(subject).append('<').append(CRM).append(properties.get(i).name());
            text.append("> ");
            append(text, value, properties.get(i).kind());
            text.append(" .\n");
          }
          if (text.length() > 60_000) {
            out.write(text.toString().getBytes(StandardCharsets.UTF_8));
            text.setLength(0);
          }
        }
      }
    }
    out.write(text.toString().getBytes(StandardCharsets.UTF_8));
    return statements;
  }

  private static void append(StringBuilder text, String value, Kind kind) {
    switch (kind) {
      case COUNTRY -> text.append("<http://example.org/country/").append(value).append('>');
      case CUSTOMER -> text.append("<http://example.org/crm/customer/").append(value).append('>');
      case TEXT -> quote(text, value);
      case INTEGER -> {
        quote(text, value);
        text.append("^^<").append(XSD).append("integer>");
      }
      case DATE -> {
        quote(text, value);
        text.append("^^<").append(XSD).append("date>");
      }
    }
  }

  private static void quote(StringBuilder text, String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"', '\\' -> text.append('\\').append(c);
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        default -> text.append(c);
      }
    }
    text.append('"');
  }
}
