package explain

import (
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/guestd/guestd/intake/message"
	"github.com/guestd/guestd/intake/screen"
	"github.com/guestd/guestd/intake/understand"
)

// plainMessage is a request in plain text under which a long thread is quoted, 8 KB in all.
func plainMessage(b *testing.B) []byte {
	raw, err := os.ReadFile("../testdata/corpus/prose-visiting-student.eml")
	if err != nil {
		b.Fatal(err)
	}
	var s strings.Builder
	s.Write(raw)
	s.WriteString("\nOn Mon, Sep 14, 2026 at 9:12 AM Katie Moss <katie_moss@hms.harvard.edu> wrote:\n")
	for s.Len() < 8<<10 {
		s.WriteString("> The role for our visitor was set up last week, and it runs until the end of June.\n")
	}
	return []byte(s.String())
}

// BenchmarkPlain8KB measures the whole way from bytes to the reading.
func BenchmarkPlain8KB(b *testing.B) {
	raw, opts := plainMessage(b), understand.DefaultOptions()
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	before := processTime(b)
	for b.Loop() {
		if r := understand.Read(raw, opts); r.Intent != understand.RequestAccount {
			b.Fatal(r.Intent)
		}
	}
	// The CPU's own time: on a machine that is shared, the clock says little.
	b.ReportMetric(float64((processTime(b)-before).Microseconds())/float64(b.N), "cpu-µs/op")
}

func processTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func BenchmarkStages(b *testing.B) {
	raw, opts := plainMessage(b), understand.DefaultOptions()
	m, err := message.Parse(raw)
	if err != nil {
		b.Fatal(err)
	}
	s := screen.New(opts.Own...)
	b.Run("parse", func(b *testing.B) {
		for b.Loop() {
			if _, err := message.Parse(raw); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("screen", func(b *testing.B) {
		for b.Loop() {
			s.Screen(m)
		}
	})
	b.Run("understand", func(b *testing.B) {
		verdict := s.Screen(m)
		before := processTime(b)
		for b.Loop() {
			understand.ReadMessage(m, verdict, opts)
		}
		b.ReportMetric(float64((processTime(b)-before).Microseconds())/float64(b.N), "cpu-µs/op")
	})
}
