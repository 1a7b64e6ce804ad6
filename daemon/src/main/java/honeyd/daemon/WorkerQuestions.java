package honeyd.daemon;

import honeyd.stack.FlowVisitor;
import honeyd.stack.Inspection;
import honeyd.stack.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Asks workers and waits for their answers. Any thread but theirs.
final class WorkerQuestions {
  /// A worker answers within a turn; one that ends never does.
  private static final long LIMIT_S = 5;

  private final List<Worker> workers;

  /// Something that is looked at on a worker's thread.
  interface Look<T> {
    T at(Inspection inspection, long nowNs);
  }

  WorkerQuestions(List<Worker> workers) {
    this.workers = List.copyOf(workers);
  }

  /// The answers of all workers, in their order; that of one that is ending is missing.
  <T> List<T> all(Look<T> look) throws InterruptedException {
    List<CompletableFuture<T>> asked = new ArrayList<>();
    for (Worker worker : workers) {
      asked.add(ask(worker, look));
    }
    List<T> out = new ArrayList<>();
    for (CompletableFuture<T> each : asked) {
      T answer = await(each);
      if (answer != null) {
        out.add(answer);
      }
    }
    return out;
  }

  /// Shows all flows of all workers to a visitor, a few in each turn.
  void scan(int placesATurn, FlowVisitor visitor) throws InterruptedException {
    scan(Inspection.TCP, placesATurn, visitor);
    scan(Inspection.UDP, placesATurn, visitor);
  }

  /// Shows those of one kind.
  void scan(int kind, int placesATurn, FlowVisitor visitor) throws InterruptedException {
    for (Worker worker : workers) {
      int next = 0;
      while (next != Inspection.THROUGH) {
        int from = next;
        Integer reached =
            await(
                ask(
                    worker,
                    (inspection, nowNs) ->
                        inspection.scan(kind, from, placesATurn, visitor, nowNs)));
        next = reached == null ? Inspection.THROUGH : reached;
      }
    }
  }

  private static <T> CompletableFuture<T> ask(Worker worker, Look<T> look) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    worker.ask((inspection, nowNs) -> {
      try {
        answer.complete(look.at(inspection, nowNs));
      } catch (RuntimeException e) {
        answer.completeExceptionally(e);
      }
    });
    return answer;
  }

  private static <T> @org.jspecify.annotations.Nullable T await(CompletableFuture<T> answer)
      throws InterruptedException {
    try {
      return answer.get(LIMIT_S, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      return null;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a question to a worker failed", e.getCause());
    }
  }
}
