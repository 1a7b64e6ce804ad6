package honeyd.it;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.testkit.net.Await;
import honeyd.testkit.net.Daemon;
import honeyd.testkit.net.NetLab;
import honeyd.testkit.net.Outcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Real programs on the addresses of virtual hosts.
class SubsystemIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration SOON = Duration.ofSeconds(20);

  /// Says on every connection who its two ends are.
  private static final String SERVER =
      """
      import os, socketserver, sys
      class Handler(socketserver.BaseRequestHandler):
          def handle(self):
              text = "%s sees %s at %s, template %s\\n" % (os.getpid(), self.client_address[0],
                  self.request.getsockname()[0], os.environ["HONEYD_TEMPLATE_NAME"])
              self.request.sendall(text.encode())
              if self.request.recv(16).strip() == b"die":
                  os._exit(3)
      socketserver.TCPServer.allow_reuse_address = True
      server = socketserver.ThreadingTCPServer((sys.argv[1], int(sys.argv[2])), Handler)
      print("ready at port " + sys.argv[2], flush=True)
      server.serve_forever()
      """;

  private static String configuration(NetLab lab, String rest) {
    String server = lab.write("server.py", SERVER).toString();
    return """
    create web
    set web default tcp action closed
    add web tcp port 99 filtered
    """
        + rest.replace("SERVER", "/usr/bin/python3 " + server);
  }

  private static String visit(NetLab lab, String host, String port, String say) {
    Outcome outcome =
        lab.attacker().run(LIMIT, "sh", "-c", "echo " + say + " | nc -w 3 " + host + " " + port);
    return outcome.out();
  }

  private static void awaitOpen(NetLab lab, Daemon daemon, String host, String port) {
    Await.until(
        SOON,
        host + " port " + port + " is open",
        () -> lab.attacker().run(LIMIT, "nc", "-z", "-w", "2", host, port).exit() == 0,
        daemon.process()::describe);
  }

  @Test
  void eachHost_hasAProgramOfItsOwn_thatSeesItsVisitors() {
    try (NetLab lab = NetLab.routed()) {
      Daemon daemon =
          lab.honeyd(
              configuration(
                  lab,
                  """
                  add web subsystem "SERVER 0.0.0.0 80"
                  bind 10.3.1.5-10.3.1.6 web
                  """));
      awaitOpen(lab, daemon, "10.3.1.5", "80");
      awaitOpen(lab, daemon, "10.3.1.6", "80");
      String first = visit(lab, "10.3.1.5", "80", "hello");
      String second = visit(lab, "10.3.1.6", "80", "hello");
      assertThat(first).contains(" sees 192.0.2.1 at 10.3.1.5, template web");
      assertThat(second).contains(" sees 192.0.2.1 at 10.3.1.6, template web");
      assertThat(first.split(" ", 2)[0]).isNotEqualTo(second.split(" ", 2)[0]);
      assertThat(lab.attacker().run(LIMIT, "nc", "-z", "-w", "2", "10.3.1.5", "81").exit())
          .isNotZero();
    }
  }

  @Test
  void sharedProgram_servesAllHosts_andIsStartedAgain() {
    try (NetLab lab = NetLab.routed()) {
      Daemon daemon =
          lab.honeyd(
              configuration(
                  lab,
                  """
                  add web subsystem "SERVER 10.3.2.7 8080" shared restart
                  bind 10.3.2.0/24 web
                  """));
      awaitOpen(lab, daemon, "10.3.2.7", "8080");
      String before = visit(lab, "10.3.2.7", "8080", "hello");
      assertThat(before).contains("sees 192.0.2.1 at 10.3.2.7");
      // It bound to that address alone.
      assertThat(lab.attacker().run(LIMIT, "nc", "-z", "-w", "2", "10.3.2.8", "8080").exit())
          .isNotZero();
      visit(lab, "10.3.2.7", "8080", "die");
      Await.until(
          SOON,
          "its end is told",
          () -> daemon.process().err().contains("ended (exit code 3)"),
          daemon.process()::describe);
      awaitOpen(lab, daemon, "10.3.2.7", "8080");
      String after = visit(lab, "10.3.2.7", "8080", "hello");
      assertThat(after).contains("sees 192.0.2.1");
      assertThat(after.split(" ", 2)[0]).isNotEqualTo(before.split(" ", 2)[0]);
    }
  }

  @Test
  void reload_leavesAProgramThatStays_andEndsOneThatDoesNot() {
    try (NetLab lab = NetLab.routed()) {
      String staying = "add web subsystem \"SERVER 0.0.0.0 80\" shared\nbind 10.3.1.5 web\n";
      Daemon daemon = lab.honeyd(configuration(lab, staying));
      awaitOpen(lab, daemon, "10.3.1.5", "80");
      String before = visit(lab, "10.3.1.5", "80", "hello");
      lab.write("honeyd.conf", configuration(lab, staying + "bind 10.3.1.9 web\n"));
      daemon.process().signal("HUP");
      awaitOpen(lab, daemon, "10.3.1.9", "80");
      assertThat(visit(lab, "10.3.1.9", "80", "hello").split(" ", 2)[0])
          .isEqualTo(before.split(" ", 2)[0]);
      lab.write("honeyd.conf", configuration(lab, "bind 10.3.1.5 web\n"));
      daemon.process().signal("HUP");
      Await.until(
          SOON,
          "the port is closed",
          () -> lab.attacker().run(LIMIT, "nc", "-z", "-w", "2", "10.3.1.5", "80").exit() != 0,
          daemon.process()::describe);
      daemon.terminate();
      Await.until(
          SOON,
          "nothing is left",
          () ->
              lab.daemonSide()
                  .run(LIMIT, "sh", "-c", "pgrep -f server.py | grep -v $$ || true")
                  .out()
                  .isBlank());
    }
  }
}
