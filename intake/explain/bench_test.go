package explain

import (
	"fmt"
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

// thread is a request above a long thread: quoted mails in their own words, in depth.
func thread(size int) []byte {
	var s strings.Builder
	s.WriteString(mailHead + "Could you extend the account of Mei Lin (ml204) until June 30, 2027? The thread below has the details.\n\nAna\n")
	for n := 0; s.Len() < size; n++ {
		marks := strings.Repeat(">", n%8+1)
		fmt.Fprintf(&s, "\n%s On Tue, Jan %d, 2027 at 9:12 AM Joss Hathaway <joss.hathaway@wyss.harvard.edu> wrote:\n", marks, n%28+1)
		fmt.Fprintf(&s, "%[1]s> Dear Ana, the visitor's role was approved last week; please let me know by Friday\n%[1]s> whether she stays on, and who will pay for the bench fees. Tel. 617-555-0163\n", marks)
	}
	return []byte(s.String())
}

// table is a request whose guests stand in a table of so many rows.
func table(rows int) []byte {
	var s strings.Builder
	s.WriteString(mailHead + "Please set up accounts for the students of the summer school:\n\nName | Email | Institution | From | To\n")
	for n := range rows {
		fmt.Fprintf(&s, "Jana Novak%c%c | jana.%d@example.org | University of Basel | 2027-06-01 | 2027-08-%02d\n", 'a'+n%26, 'a'+n/26, n, n%28+1)
	}
	return []byte(s.String())
}

const mailHead = "From: Ana Ruiz <ana.ruiz@hms.harvard.edu>\nTo: guest-requests@hms.harvard.edu\nSubject: guest accounts\nDate: Tue, 12 Jan 2027 10:00:00 -0500\nContent-Type: text/plain; charset=utf-8\n\n"

// BenchmarkLong measures what is long in other ways than the plain message.
func BenchmarkLong(b *testing.B) {
	for _, c := range []struct {
		name string
		raw  []byte
		want understand.Intent
	}{
		{"thread of 40 KB", thread(40 << 10), understand.RequestExtension},
		{"table of 200 rows", table(200), understand.RequestAccount},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			before := processTime(b)
			for b.Loop() {
				if r := understand.Read(c.raw, understand.DefaultOptions()); r.Intent != c.want {
					b.Fatal(r.Intent)
				}
			}
			b.ReportMetric(float64((processTime(b)-before).Microseconds())/float64(b.N), "cpu-µs/op")
		})
	}
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
