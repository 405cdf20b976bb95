package understand

import "strings"

// postscript tells how many lines from i on are a postscript: "P.S. …", or a
// correction that begins a paragraph after the name ("Correction: …", "Sorry, I meant …").
func postscript(lines []line, i int) int {
	low := fold(strings.TrimSpace(lines[i].text))
	if i > 0 && !lines[i-1].blank() && !strings.HasPrefix(low, "p") {
		return 0
	}
	hit := false
	for _, p := range []string{"p.s", "ps:", "ps.", "ps ", "ps,", "ps-", "pps", "nb:", "n.b.", "edit:", "update:", "correction:", "correction -", "oh, and", "oh and", "one more thing", "also,", "also:", "sorry,", "sorry -", "sorry –", "addendum", "forgot to", "i forgot", "oops", "wait,"} {
		if strings.HasPrefix(low, p) {
			hit = true
			break
		}
	}
	if !hit {
		return 0
	}
	n := 0
	for i+n < len(lines) && lines[i+n].kind == Own && !lines[i+n].blank() {
		n++
	}
	return n
}
