// Follows recommendations by SQL alone with pgjdbc: java -cp postgresql.jar FollowBySql.java
import java.net.URI;
import java.sql.*;
import java.util.*;
import org.postgresql.PGConnection;

class FollowBySql {
  static final URI address = URI.create(System.getenv("DATABASE_URL")); // postgres://user:password@host:5432/name
  static final int lookEveryMs = 5_000; // a notification is a doorbell, and one can be lost

  // What this program has handled, in a table of its own: a cursor of times would miss a row whose transaction took long.
  static final String begin = """
      CREATE SCHEMA IF NOT EXISTS follower;
      CREATE TABLE IF NOT EXISTS follower.handled_by_jdbc (recommendation_id text PRIMARY KEY, version integer NOT NULL);
      INSERT INTO follower.handled_by_jdbc
      SELECT recommendation_id, version FROM agentic_hmi.agent_recommendations
      WHERE NOT EXISTS (SELECT FROM follower.handled_by_jdbc);
      LISTEN new_ml_recommendation;
      LISTEN recommendation_status_changed""";
  static final String next = """
      SELECT recommendation_id, version, status, severity, issue_description FROM agentic_hmi.agent_recommendations AS found
      WHERE NOT EXISTS (SELECT FROM follower.handled_by_jdbc AS handled
        WHERE handled.recommendation_id = found.recommendation_id AND handled.version >= found.version)
      ORDER BY updated_timestamp LIMIT 1""";
  static final String handled = """
      INSERT INTO follower.handled_by_jdbc VALUES (?, ?)
      ON CONFLICT (recommendation_id) DO UPDATE SET version = excluded.version""";

  public static void main(String[] arguments) throws InterruptedException {
    for (; ; Thread.sleep(1_000)) {
      var settings = new Properties();
      var login = (address.getUserInfo() + ":").split(":", 3);
      settings.putAll(Map.of("user", login[0], "password", login[1], "ApplicationName", "follower", "socketTimeout", "30"));
      var url = "jdbc:postgresql://" + address.getAuthority().replaceAll(".*@", "") + address.getPath();
      try (var connection = DriverManager.getConnection(url, settings); var statement = connection.createStatement()) {
        statement.execute(begin);
        connection.setAutoCommit(false);
        System.out.println("listening");
        while (true) {
          boolean more = handleNext(connection);
          connection.commit();
          if (!more) connection.unwrap(PGConnection.class).getNotifications(lookEveryMs);
        }
      } catch (SQLException error) {
        System.err.println(error);
      }
    }
  }

  /** Handles one recommendation in a transaction; work in the same database counts exactly once. */
  static boolean handleNext(Connection connection) throws SQLException {
    try (var row = connection.createStatement().executeQuery(next); var write = connection.prepareStatement(handled)) {
      if (!row.next()) return false;
      System.out.println(row.getString(3) + " " + row.getString(1) + " " + row.getString(4) + " " + row.getString(5));
      write.setString(1, row.getString(1));
      write.setInt(2, row.getInt(2));
      return write.executeUpdate() == 1;
    }
  }
}
