package understand

import "strings"

// headingNouns say of a line that it is a section's heading.
var headingNouns = set("details data section about particulars angaben daten coordonnées datos dati dados")

// heading: a line of a few words, alone, that names whom the following lines are about.
// What stands in parentheses only explains: "GUEST (all fields required)".
func heading(t string) (about, bool) {
	if len(t) > 80 {
		return 0, false
	}
	outside, _ := aside(withoutBullet(t))
	bare := strings.Trim(outside, "#*=-_:•[] \t")
	words := strings.Fields(fold(bare))
	if len(words) == 0 || len(words) > 5 || strings.ContainsAny(bare, ".?!@:,") || strings.Contains(t, ": ") {
		return 0, false
	}
	noun := false
	for _, w := range words {
		noun = noun || strings.HasPrefix(w, "info") || headingNouns[w]
	}
	if !noun && !isUpper(bare) && !(len(words) <= 2 && (strings.HasSuffix(t, ":") || strings.ContainsAny(t, "=*#[-"))) {
		return 0, false
	}
	return whoseSection(words)
}

// whoseSection: the first word for a sponsor or a guest; "requested by" and "requested for"
// name them by what they have to do with the request.
func whoseSection(words []string) (about, bool) {
	done := false
	for _, w := range words {
		c := labelWord(w)
		switch {
		case done && c&lBy != 0, c&lSponsor != 0:
			return aboutSponsor, true
		case done && w == "for", c&lGuest != 0:
			return aboutGuest, true
		}
		done = done || c&lDone != 0
	}
	return 0, false
}

// headingAt takes "Sponsor" alone on its line for a heading, too, where a labelled line follows.
func headingAt(lines []line, i int, t string) (about, bool) {
	if a, ok := heading(t); ok {
		return a, true
	}
	if len(t) > 40 {
		return 0, false
	}
	bare := strings.Trim(fold(t), ": *_#-")
	w := strings.Fields(bare)
	if len(w) == 0 || len(w) > 2 || !strings.HasSuffix(t, ":") && strings.Contains(t, ":") || !labelSoon(lines[:min(len(lines), i+3)], i+1) {
		return 0, false
	}
	last := w[len(w)-1]
	if last == "his" || last == "her" {
		return 0, false
	}
	return whoseSection([]string{last})
}

// labelSoon: one of the next three lines has a known label.
func labelSoon(lines []line, i int) bool {
	for n := 0; i < len(lines) && n < 3; i++ {
		if lines[i].blank() {
			continue
		}
		n++
		if l, ok := splitLabel(strings.TrimLeft(lines[i].text, "| ")); ok {
			if _, known := knownLabel(l.label); known {
				return true
			}
		}
	}
	return false
}

// nameAbove: line i is nothing but a person's name, and what is labelled right under it
// is about that person: a card of one guest.
func (f *formReader) nameAbove(i int) bool {
	if i+1 >= len(f.lines) || f.lines[i+1].kind != Own {
		return false
	}
	t := strings.TrimRight(withoutBullet(strings.TrimSpace(f.lines[i].text)), ", ")
	if strings.Count(t, " ") > longestName {
		return false
	}
	words := strings.Fields(t)
	if len(words) < 2 || len(words) > longestName || strings.ContainsAny(t, ":;?!") || !personName(t) || knownPerson(words, []person{f.writer}) != "" {
		return false
	}
	for _, w := range words {
		if low := fold(w); notNames[low] || !particles[low] && labelWord(low) != 0 {
			return false
		}
	}
	next, ok := splitLabel(f.lines[i+1].text)
	if !ok || next.value == "" {
		return false
	}
	lab, known := knownLabel(next.label)
	return known && lab.about == aboutGuest && lab.field != fieldOther && !nameField(lab.field)
}

// longestName has so many words.
const longestName = 6
