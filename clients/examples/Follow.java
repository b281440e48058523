// Follows recommendations with Java's HttpClient, by server-sent events: java Follow.java
import java.io.IOException;
import java.net.*;
import java.net.http.*;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;

class Follow {
  static final HttpClient client = HttpClient.newHttpClient();
  static final String url = System.getenv().getOrDefault("ANDON_URL", "http://127.0.0.1:4000/graphql");
  static final Path keyFile = Path.of(System.getenv().getOrDefault("ANDON_KEY_FILE", "andon.key"));
  static final Path cursorFile = Path.of(System.getenv().getOrDefault("ANDON_CURSOR_FILE", "andon.cursor"));
  static final String events =
      "subscription { recommendationEvents { cursor kind recommendation { recommendationId severity issueDescription } } }";

  public static void main(String[] arguments) throws InterruptedException {
    while (true) {
      try {
        follow();
      } catch (IOException | RuntimeException error) {
        System.err.println(error); // At CURSOR_EXPIRED load the list anew and remove the cursor's file.
      }
      Thread.sleep(1_000);
    }
  }

  /** Each event comes as an `id:` line, which is its cursor, a `data:` line of JSON, and an empty line. */
  static void follow() throws IOException, InterruptedException {
    if (!Files.exists(cursorFile)) { // The first start begins with what comes next.
      var body = client.send(ask("{ recommendationEventHead }").build(), BodyHandlers.ofString()).body();
      if (!body.matches("\\{\"data\":\\{\"recommendationEventHead\":\"[^\"]+\"\\}\\}")) throw new IOException(body);
      keep(body.split("\"")[5]);
    }
    var request = ask(events).header("accept", "text/event-stream").header("last-event-id", Files.readString(cursorFile));
    String id = null, data = null;
    for (var line : (Iterable<String>) client.send(request.build(), BodyHandlers.ofLines()).body()::iterator) {
      if (line.startsWith("data: {\"errors\"") || line.startsWith("data: {\"data\":null")) throw new IOException(line);
      if (line.startsWith("id: ")) id = line.substring(4);
      if (line.startsWith("data: ")) data = line.substring(6);
      if (!line.isEmpty()) continue;
      if (id != null && data != null) {
        System.out.println(data);
        keep(id); // after the event was handled
      }
      id = data = null;
    }
  }

  static HttpRequest.Builder ask(String query) throws IOException {
    var request = HttpRequest.newBuilder(URI.create(url + "?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8)));
    // Read for each request, so that a renewed key counts.
    return Files.exists(keyFile) ? request.header("authorization", "Bearer " + Files.readString(keyFile).strip()) : request;
  }

  /** The file is replaced as a whole, or not at all. */
  static void keep(String cursor) throws IOException {
    Files.move(Files.writeString(Path.of(cursorFile + ".new"), cursor), cursorFile, StandardCopyOption.ATOMIC_MOVE);
  }
}
