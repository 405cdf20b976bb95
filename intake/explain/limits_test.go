package explain

import (
	"strings"
	"testing"
	"time"

	"github.com/guestd/guestd/intake/understand"
)

// TestHostileSizes: what nobody writes must not cost what nobody pays. Each message is
// read in time that grows with its size, far under the bound even on a busy machine.
func TestHostileSizes(t *testing.T) {
	for name, body := range map[string]string{
		"names":       strings.Repeat("Jane Doe and Ana Ruiz ", 20000),
		"dates":       strings.Repeat("from June 1 to July 2, ", 20000),
		"postscripts": strings.Repeat("P.S. it is June 1 ", 20000),
		"instead":     strings.Repeat("until June 1 instead of July 2, ", 10000),
		"answers":     strings.Repeat("A: x Q: y ", 30000),
		"schools":     strings.Repeat("University of X, ", 20000),
		"no stop":     strings.Repeat("please let it end on June 1 and ", 10000),
		"wishes":      strings.Repeat("R-1001 is approved, R-1002 is declined because ", 8000),
		"numbers":     strings.Repeat("HSR 204511 (ab123) ", 20000),
		"quotes":      strings.Repeat(">", 300000),
		"labels":      strings.Repeat("Name: Jane Doe\n", 20000),
		"bars":        strings.Repeat("| Name | Email |\n", 20000),
		"headers":     strings.Repeat("From: a@b.cd\nSent: Monday\nTo: x\nSubject: y\n\n", 5000),
		"stacked":     strings.Repeat("Name\nJane\n", 20000),
		"one word":    strings.Repeat("a", 500000),
		"at signs":    strings.Repeat("a@", 200000),
	} {
		t.Run(name, func(t *testing.T) {
			began := time.Now()
			File("x.eml", []byte("From: Ana <ana@hms.harvard.edu>\nSubject: guest account\nDate: Tue, 12 Jan 2027 10:00:00 -0500\n\nPlease create an account for these.\n\n"+body), understand.DefaultOptions())
			if took := time.Since(began); took > 10*time.Second {
				t.Errorf("%d bytes took %v", len(body), took)
			} else {
				t.Logf("%d bytes took %v", len(body), took)
			}
		})
	}
	nested := "From: Ana <ana@hms.harvard.edu>\nSubject: x\nContent-Type: text/html\n\n" + strings.Repeat("<table><tr><td>a<td>b", 300) + strings.Repeat("<div>", 5000)
	File("y.eml", []byte(nested), understand.DefaultOptions())
}
