package atlas.integrations.jira;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Forms for new issues, for some minutes: a tester who finds one bug finds more. */
final class CreateForms {
  private static final Duration HOLD = Duration.ofMinutes(5);
  private static final int MOST = 100;

  private record Kept(CreateForm form, long until) {}

  private final LongSupplier nanos;
  private final Map<String, Kept> forms = new LinkedHashMap<>();

  CreateForms(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** The form of that name; asked for where it is not kept, or too long. */
  CreateForm get(String name, Supplier<CreateForm> ask) {
    Kept kept;
    synchronized (forms) {
      kept = forms.get(name);
    }
    if (kept != null && kept.until() - nanos.getAsLong() > 0) return kept.form();
    CreateForm form = ask.get();
    synchronized (forms) {
      if (forms.size() >= MOST) forms.clear();
      forms.put(name, new Kept(form, nanos.getAsLong() + HOLD.toNanos()));
    }
    return form;
  }
}
