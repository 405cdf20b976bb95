package guest

import (
	"flag"
	"os"
	"testing"
)

// TestMain sets how properties are tried where the command line does not say: those on PostgreSQL
// are slow, the pure ones draw many cases at a time, and the seed that is printed reproduces a
// failure without a file in the source tree.
func TestMain(m *testing.M) {
	flag.Parse()
	settings := map[string]string{"rapid.checks": "10", "rapid.shrinktime": "10s", "rapid.nofailfile": "true"}
	flag.Visit(func(f *flag.Flag) { delete(settings, f.Name) })
	for name, value := range settings {
		if err := flag.Set(name, value); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}
