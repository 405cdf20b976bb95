package main

import (
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// metricName is a name as this program's metrics have it.
var metricName = regexp.MustCompile(`guestd_[a-z_]+[a-z]`)

// What the documentation tells an operator to watch is there to be watched from the start, before anything happened.
func TestDocumentedMetricsAreShown(t *testing.T) {
	t.Parallel()
	d := startDemo(t, t.TempDir())
	_, shown, _ := d.get("/metrics")
	for _, file := range []string{"../../docs/alerts.yml", "../../docs/operations.md"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		names := slices.DeleteFunc(metricName.FindAllString(string(text), -1), func(name string) bool {
			return name == "guestd_app" || name == "guestd_owner" // roles in the database
		})
		slices.Sort(names)
		names = slices.Compact(names)
		if len(names) < 5 {
			t.Fatalf("%s names only %q", file, names)
		}
		for _, name := range names {
			if !strings.Contains(shown, "\n"+name) {
				t.Errorf("%s names %s, which /metrics does not show", file, name)
			}
		}
	}
}

// Prometheus itself takes the alert rules, and each fires when it should and only then (docs/alerts_test.yml).
func TestAlertRules(t *testing.T) {
	t.Parallel()
	promtool, err := exec.LookPath("promtool")
	if err != nil {
		t.Skip("promtool is not installed: `scripts/ensure promtool` brings it, and `make test` does so by itself")
	}
	for _, args := range [][]string{{"check", "rules", "../../docs/alerts.yml"}, {"test", "rules", "../../docs/alerts_test.yml"}} {
		if out, err := exec.CommandContext(t.Context(), promtool, args...).CombinedOutput(); err != nil {
			t.Errorf("promtool %s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
}
