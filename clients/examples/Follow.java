// Follows recommendations with Java's HttpClient, by server-sent events: java Follow.java
import java.io.*;
import java.net.*;
import java.net.http.*;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.util.concurrent.*;

class Follow {
  static final HttpClient client = HttpClient.newHttpClient();
  static final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
  static final String url = System.getenv().getOrDefault("ANDON_URL", "http://127.0.0.1:4000/graphql");
  static final Path keyFile = Path.of(System.getenv().getOrDefault("ANDON_KEY_FILE", "andon.key"));
  static final Path cursorFile = Path.of(System.getenv().getOrDefault("ANDON_CURSOR_FILE", "andon.cursor"));
  static final String events =
      "subscription { recommendationEvents { cursor kind recommendation { recommendationId severity issueDescription } } }";

  public static void main(String[] arguments) throws InterruptedException {
    for (; ; Thread.sleep(1_000)) {
      // At CURSOR_EXPIRED load the list anew and remove the cursor's file.
      try { follow(); } catch (IOException | RuntimeException error) { System.err.println(error); }
    }
  }

  /** Each event comes as an `id:` line, which is its cursor, a `data:` line of JSON, and an empty line. */
  static void follow() throws IOException, InterruptedException {
    if (!Files.exists(cursorFile)) { // The first start begins with what comes next.
      var head = client.send(ask("{ recommendationEventHead }").build(), HttpResponse.BodyHandlers.ofString()).body();
      if (!head.matches("\\{\"data\":\\{\"recommendationEventHead\":\"[^\"]+\"\\}\\}")) throw new IOException(head);
      keep(head.split("\"")[5]);
    }
    var request = ask(events).header("accept", "text/event-stream").header("last-event-id", Files.readString(cursorFile));
    var body = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream()).body();
    var reader = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    String id = null, data = null, line;
    // The server gives a sign of life every 12 s: what is silent for 30 s is dead without a word.
    Callable<Void> giveUp = () -> { body.close(); return null; };
    for (var silence = timer.schedule(giveUp, 30, TimeUnit.SECONDS); (line = reader.readLine()) != null; ) {
      silence.cancel(false);
      silence = timer.schedule(giveUp, 30, TimeUnit.SECONDS);
      if (line.startsWith("data: {\"errors\"") || line.startsWith("data: {\"data\":null")) throw new IOException(line);
      if (line.startsWith("id: ")) id = line.substring(4);
      if (line.startsWith("data: ")) data = line.substring(6);
      if (!line.isEmpty() || id == null || data == null) continue;
      System.out.println(data);
      keep(id); // after the event was handled
      id = data = null;
    }
  }

  static HttpRequest.Builder ask(String query) throws IOException {
    var address = URI.create(url + "?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
    var request = HttpRequest.newBuilder(address).timeout(java.time.Duration.ofSeconds(15)); // for the answer to begin
    return Files.exists(keyFile) ? request.header("authorization", "Bearer " + Files.readString(keyFile).strip()) : request;
  }

  static void keep(String cursor) throws IOException { // The file is replaced as a whole, or not at all.
    Files.move(Files.writeString(Path.of(cursorFile + ".new"), cursor), cursorFile, StandardCopyOption.ATOMIC_MOVE);
  }
}
