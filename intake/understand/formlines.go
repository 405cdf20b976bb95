package understand

import (
	"strings"
	"unicode/utf8"
)

// labelled is a label with its value, at their place in the line's text.
type labelled struct {
	label    string
	value    string
	start    int  // of the value; 0 where it is empty
	question bool // a question mark ends the label
	headed   bool // a known label stands before the question: "Sponsor: who are you?"
}

// longestFormLine bounds the lines that are searched for labels, in bytes.
const longestFormLine = 400

// sureSeparators stand between a label and its value and hardly anywhere else.
var sureSeparators = []string{" = ", "\t", " -> ", " → ", " => ", " >> ", "   ", " | ", "： ", "："}

// likelySeparators stand in sentences, too: they count behind a known label alone.
var likelySeparators = []string{" - ", " – ", " — ", "- ", "– ", "— ", " -", " –", " —", "  ", " > ", "; ", "=", " . ", "/ "}

// splitLabel divides a line of a form into label and value: "Label: value",
// "Label ..... value", "Label = value", "Label | value", "Label -> value",
// "Label<tab>value", "Question? value", and for known labels "Label - value" and
// "Label  value".
func splitLabel(line string) (labelled, bool) {
	t := strings.TrimSpace(withoutBullet(line))
	t = strings.TrimLeft(t, "*_☐☑✓✔[] ")
	if t == "" || len(t) > longestFormLine || strings.HasPrefix(t, "|") {
		return labelled{}, false
	}
	unmarked := withoutMark(t, questionMarks)
	marked := unmarked != t
	t = unmarked
	if bids(line, t) {
		return labelled{label: strings.TrimRight(t, "."), question: true}, true
	}
	cut, width := firstSeparator(t)
	question := false
	if q := strings.IndexByte(t, '?'); q > 0 && (cut < 0 || q < cut) {
		cut, width, question = q, 1, true
	}
	if !question && !knownBefore(t, cut) {
		if i, w := knownSeparator(t, cut); i > 0 {
			cut, width = i, w
		}
	}
	if cut <= 0 && marked { // "Q: HSR" asks without a question mark
		return labelled{label: t, question: true}, true
	}
	if cut <= 0 {
		return labelled{}, false
	}
	out := labelled{label: strings.TrimSpace(t[:cut]), question: question}
	if utf8.RuneCountInString(out.label) > 110 {
		return labelled{}, false
	}
	if question && strings.HasSuffix(t, "?") { // two questions in a row: "Is there one? Which?"
		out.label = strings.TrimRight(t, "? ")
		return out, true
	}
	value := strings.TrimLeft(t[min(cut+width, len(t)):], " \t:=*_|")
	if question {
		value = strings.TrimLeft(value, " \t:=*_|?")
	}
	if question && instructs(value) {
		out.label += " " + value
		return out, true
	}
	if question {
		value = strings.TrimLeft(value, "-–— ")
	}
	value = strings.TrimRight(withoutMark(value, answerMarks), " \t*_|")
	if !question && strings.HasSuffix(value, "?") && !blankValue(value) && len(value) > 1 && knownBefore(t, cut) {
		out.label, out.question, out.headed = out.label+" "+strings.TrimRight(value, "?"), true, true
		return out, true
	}
	if explains(value) {
		out.label += " " + value // "1. Name of guest: (as on the passport)"
		return out, true
	}
	out.value = withoutBrackets(value)
	if out.value != "" {
		out.start = strings.LastIndex(line, out.value)
	}
	return out, true
}

// firstSeparator finds the first separator of the sure kind: its place and width, or −1.
func firstSeparator(t string) (cut, width int) {
	cut = -1
	consider := func(i, w int) {
		if i > 0 && (cut < 0 || i < cut) {
			cut, width = i, w
		}
	}
	consider(colonIndex(t), 1)
	for _, leader := range []string{"...", "…", "__"} {
		if i := strings.Index(t, leader); i > 0 {
			rest := strings.TrimLeft(t[i:], ".… _")
			consider(len(strings.TrimRight(t[:i], " ")), len(t)-len(rest)-len(strings.TrimRight(t[:i], " ")))
		}
	}
	for _, sep := range sureSeparators {
		consider(strings.Index(t, sep), len(sep))
	}
	return cut, width
}

// knownBefore: a known label ends at the separator.
func knownBefore(t string, cut int) bool {
	if cut <= 0 {
		return false
	}
	_, known := knownLabel(t[:cut])
	return known
}

// knownSeparator finds a separator of the likely kind behind a known label, before the
// sure one at limit (−1: there is none).
func knownSeparator(t string, limit int) (cut, width int) {
	if limit < 0 {
		limit = len(t)
	}
	cut = -1
	for _, sep := range likelySeparators {
		i := strings.Index(t, sep)
		if i <= 0 || i >= limit || cut >= 0 && i >= cut {
			continue
		}
		if _, known := knownLabel(t[:i]); known && !(sep == "/ " && labelAlone(t[i+len(sep):])) {
			cut, width = i, len(sep)
		}
	}
	return cut, width
}

// labelAlone: "Title / capacity": what follows the stroke is a second label, and no value.
func labelAlone(t string) bool {
	_, known := knownLabel(t)
	return known
}

// colonIndex finds the colon that ends a label: not a time's, not a URL's.
func colonIndex(t string) int {
	for i := 0; i < len(t); i++ {
		if t[i] != ':' {
			continue
		}
		if i+1 < len(t) && t[i+1] == '/' || i > 0 && t[i-1] >= '0' && t[i-1] <= '9' && i+1 < len(t) && t[i+1] >= '0' && t[i+1] <= '9' {
			continue
		}
		return i
	}
	return -1
}

// withoutBullet leaves a list's mark or number out.
func withoutBullet(t string) string {
	if _, skip := bulletWidth(t); skip > 0 {
		return t[skip:]
	}
	return t
}

// withoutBrackets leaves the brackets and quotation marks out into which templates ask to
// write: "[Jane Doe]".
func withoutBrackets(v string) string {
	if len(v) > 2 && (v[0] == '[' && v[len(v)-1] == ']' || v[0] == '"' && v[len(v)-1] == '"' || v[0] == '<' && v[len(v)-1] == '>' && !strings.Contains(v, "@")) {
		return strings.TrimSpace(v[1 : len(v)-1])
	}
	return v
}

// opensAsProse: the first label of a line is the end of a sentence, whose beginning no form
// has: "Please create an account for Jane Doe, affiliation: Acme, role: …".
func opensAsProse(first string) bool {
	comma := strings.LastIndexAny(first, ",;")
	if comma < 0 || len(strings.Fields(first[:comma])) < 5 {
		return false
	}
	_, known := knownLabel(strings.TrimSpace(first[comma+1:]))
	return known
}

// pairsOf divides a line into all its labels and values: several stand on one line
// behind bars, semicolons, commas or gaps ("Start: 3/1, End: 6/1").
func pairsOf(line string) []labelled {
	first, ok := splitLabel(line)
	if !ok {
		return nil
	}
	pairs := []labelled{first}
	if first.question || first.value == "" {
		return pairs
	}
	for {
		last := &pairs[len(pairs)-1]
		i, next, ok := nextPair(last.value)
		if !ok {
			return pairs
		}
		next.start += last.start
		last.value = strings.TrimRight(last.value[:i], " \t,;|/-–*_")
		pairs = append(pairs, next)
	}
}

// runningPairs finds labels with their values in running text, where one after the
// other begins a sentence: "Given name: Jane. Family name: Doe."
func runningPairs(line string) []labelled {
	var pairs []labelled
	for from := 0; from < len(line); {
		colon := colonIndex(line[from:])
		if colon < 0 {
			break
		}
		colon += from
		begin := from
		if stop := strings.LastIndex(line[from:colon], ". "); stop >= 0 {
			begin += stop + 1
		}
		name := strings.TrimSpace(line[begin:colon])
		if _, known := knownLabel(name); !known {
			from = colon + 1
			continue
		}
		rest := strings.TrimLeft(line[colon+1:], " ")
		value, _, _ := strings.Cut(rest, ". ")
		start := len(line) - len(rest)
		pairs = append(pairs, labelled{label: name, value: strings.TrimRight(value, ". "), start: start})
		from = min(start+len(value)+1, len(line))
	}
	if len(pairs) < 2 {
		return nil
	}
	return pairs
}

// leastRunning sentences that are nothing but a label and its value are a form.
const leastRunning = 4

// longestLabelText is more octets than any label has.
const longestLabelText = 200

// nextPair finds a further known label with a colon inside a value, and where it begins.
func nextPair(value string) (int, labelled, bool) {
	for from := 0; from < len(value); {
		colon := strings.Index(value[from:], ": ")
		if colon < 0 {
			break
		}
		colon += from
		// the label goes back to the nearest mark that divides
		base := max(0, colon-longestLabelText)
		head := value[base:colon]
		at := strings.LastIndexAny(head, ",;|\t/")
		if gap := strings.LastIndex(head, "  "); gap > at {
			at = gap + 1
		}
		if at >= 0 {
			name := strings.TrimSpace(head[at+1:])
			at += base
			if _, known := knownLabel(name); known {
				rest := strings.TrimLeft(value[colon+1:], " \t*_")
				return at, labelled{label: name, value: rest, start: len(value) - len(rest)}, true
			}
		}
		from = colon + 1
	}
	return 0, labelled{}, false
}
