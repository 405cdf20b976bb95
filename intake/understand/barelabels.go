package understand

import "strings"

// leastBare lines under one another that begin with a label are a form without colons
// ("name Jane Doe", "from Lisbon", "dates Feb 1 to May 31"), as people jot them down on a
// telephone; one or two may begin so by chance.
const leastBare = 3

// bareLabel reads line i of such lines.
func bareLabel(lines []line, i int) (labelled, bool) {
	p, ok := jotted(&lines[i])
	if !ok {
		return labelled{}, false
	}
	n := 1
	for k := i - 1; k >= 0 && n < leastBare; k-- {
		if _, ok := jotted(&lines[k]); !ok {
			break
		}
		n++
	}
	for k := i + 1; k < len(lines) && n < leastBare; k++ {
		if _, ok := jotted(&lines[k]); !ok {
			break
		}
		n++
	}
	return p, n >= leastBare
}

// longestJotting is in bytes; a longer line is a sentence.
const longestJotting = 70

// jotted divides a short line at its first word, if that is a label and a value follows
// that goes on no sentence.
func jotted(l *line) (labelled, bool) {
	if l.kind != Own || len(l.text) > longestJotting {
		return labelled{}, false
	}
	t := strings.TrimSpace(withoutBullet(l.text))
	word, value, ok := strings.Cut(t, " ")
	value = strings.TrimSpace(value)
	if !ok || value == "" || strings.ContainsAny(word, ":=?.,") || strings.HasSuffix(value, ".") && len(strings.Fields(value)) > 4 {
		return labelled{}, false
	}
	if c := labelWord(fold(word)); c == 0 || c == lFiller { // "in" begins sentences
		return labelled{}, false
	}
	lab, known := knownLabel(word)
	if !known || lab.field == fieldOther {
		return labelled{}, false
	}
	if next, _, _ := strings.Cut(fold(value), " "); labelWord(next) != 0 && next != "this" || sentenceWords[next] {
		return labelled{}, false // "Name of the guest …", "Start is …"
	}
	return labelled{label: word, value: value, start: strings.LastIndex(l.text, value)}, true
}

// sentenceWords behind a first word show a sentence.
var sentenceWords = set("is are was will can must should has have and or that which")
