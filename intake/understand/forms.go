package understand

import (
	"strings"
	"unicode/utf8"
)

// cell is a value that a label or a column's heading says what it is.
type cell struct {
	label      label
	labelText  string
	value      string
	start, end int // of the value in the source
}

// record is what a form or a table's row says of one guest.
type record struct {
	source int
	cells  []cell
	fwd    bool
	writer person // who wrote the text
}

func (r *record) get(f field) (cell, bool) {
	for _, c := range r.cells {
		if c.label.field == f && c.value != "" {
			return c, true
		}
	}
	return cell{}, false
}

func (r *record) has(f field) bool {
	for _, c := range r.cells {
		if c.label.field == f {
			return true
		}
	}
	return false
}

// form is all that was labelled in a text.
type form struct {
	guests  []*record
	sponsor []cell
	labels  int // labelled lines, blank ones too
}

// splitLabel divides a line of a form into label and value: "Label: value",
// "Label ..... value", "Label = value", "Label | value", "Label -> value",
// "Label<tab>value", "Question? value", and for known labels "Label - value".
func splitLabel(t string) (labelText, value string, ok bool) {
	if _, skip := bulletWidth(t); skip > 0 {
		t = t[skip:]
	}
	t = strings.TrimSpace(t)
	t = strings.TrimLeft(t, "*_☐☑✓✔[] ")
	if t == "" || len(t) > 400 {
		return "", "", false
	}
	if strings.HasPrefix(t, "|") {
		return "", "", false
	}
	cut, width := -1, 0
	consider := func(i, w int) {
		if i > 0 && (cut < 0 || i < cut) {
			cut, width = i, w
		}
	}
	consider(colonIndex(t), 1)
	if i := strings.Index(t, "..."); i > 0 {
		j := i
		for j < len(t) && (t[j] == '.' || t[j] == ' ') {
			j++
		}
		for i > 0 && t[i-1] == ' ' {
			i--
		}
		consider(i, j-i)
	}
	if i := strings.Index(t, "…"); i > 0 {
		j := i
		for j < len(t) && (strings.HasPrefix(t[j:], "…") || t[j] == ' ' || t[j] == '.') {
			if t[j] == ' ' || t[j] == '.' {
				j++
			} else {
				j += len("…")
			}
		}
		consider(i, j-i)
	}
	for _, sep := range []string{" = ", "\t", " -> ", " → ", " => ", " >> ", "   ", " | ", "： ", "："} {
		consider(strings.Index(t, sep), len(sep))
	}
	if q := strings.IndexByte(t, '?'); q > 0 && (cut < 0 || q < cut) {
		cut, width = q, 1
	}
	if cut < 0 {
		for _, sep := range []string{" - ", " – ", " — "} {
			if i := strings.Index(t, sep); i > 0 {
				if _, known := knownLabel(t[:i]); known {
					consider(i, len(sep))
				}
			}
		}
	}
	if cut <= 0 {
		return "", "", false
	}
	labelText = strings.TrimSpace(t[:cut])
	value = strings.TrimLeft(t[min(cut+width, len(t)):], " \t:=*_|?")
	if utf8.RuneCountInString(labelText) > 110 {
		return "", "", false
	}
	return labelText, strings.TrimRight(value, " \t*_|"), true
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

// maxFormLines bounds what is searched for labels; no form is longer.
const maxFormLines = 2000

// readForm collects the labelled lines of a region and marks them as form.
//
// A section heading ("SPONSOR INFORMATION") or a bare "Sponsor: …" makes the
// personal labels after it the sponsor's; a label that says whose it is outranks that.
// A label whose value is empty takes the next line, unless that has a label of its own.
func readForm(r *region) form {
	var f form
	lines := r.lines[r.from:min(r.to, r.from+maxFormLines)]
	var hits []int
	section, sectionHard := aboutGuest, false
	stacked := false
	for i, n := 0, 0; i < len(lines); i++ {
		if lines[i].kind == Own && stackedLabel(lines, i) {
			n++
			stacked = stacked || n >= 3
		}
	}
	var cells []cell
	for i := 0; i < len(lines); i++ {
		l := &lines[i]
		if l.kind != Own && l.kind != Quoted {
			continue
		}
		if l.blank() || l.form {
			continue
		}
		quotedLabel := l.kind == Quoted
		t := strings.TrimSpace(l.text)
		if !quotedLabel {
			if about, ok := headingAt(lines, i, t); ok {
				section, sectionHard = about, true
				l.form = len(hits) > 0 || labelSoon(lines, i+1)
				continue
			}
		}
		if quotedLabel && !strings.ContainsAny(t, ":?=：") {
			continue // of what was quoted only our questions matter
		}
		lt, value, ok := splitLabel(t)
		if !ok && stacked && l.kind == Own && stackedLabel(lines, i) {
			lt, ok = t, true // the answer stands underneath
		}
		if !ok {
			continue
		}
		question := strings.Contains(t, "?") && strings.HasSuffix(strings.TrimSpace(t[:min(len(t), strings.Index(t, lt)+len(lt)+2)]), "?")
		var lab label
		var known bool
		if question {
			lab = classifyLabel(lt)
			bullet, _ := bulletWidth(t)
			known = lab.field != fieldNone && (bullet || len(strings.Fields(lt)) <= 12) && !asksUs(lt)
		} else {
			lab, known = knownLabel(lt)
		}
		if !known {
			// "Sponsor / HUID: …" is two labels in one.
			continue
		}
		start := 0
		if value != "" {
			start = l.end - len(l.text) + strings.LastIndex(l.text, value)
		}
		if question && value == "" || value == "" || quotedLabel {
			if quotedLabel && value != "" {
				continue // the bot's own words with their values
			}
			// the answer may stand underneath
			if k := answerBelow(lines, i, quotedLabel); k > 0 {
				a := &lines[k]
				value = strings.TrimSpace(a.text)
				if _, skip := bulletWidth(a.text); skip > 0 && strings.TrimSpace(a.text[:skip]) != "" && !startsDigitDate(a.text) {
					value = strings.TrimSpace(a.text[skip:])
				}
				start = a.start + strings.Index(a.text, value)
				a.form = true
				if !quotedLabel {
					l.form = true
				}
			} else if question || quotedLabel {
				continue
			}
		}
		if !quotedLabel {
			l.form = true
		}
		hits = append(hits, i)
		f.labels++
		c := cell{label: lab, labelText: lt, value: value, start: start, end: start + len(value)}
		if !lab.explicit && lab.field != fieldHSR {
			if !sectionHard && i > 0 && len(cells) > 0 && blankBetween(lines, hits) && section == aboutSponsor {
				section = aboutGuest
			}
			if section == aboutSponsor && (sectionHard || personalLabel(lab.field)) {
				c.label.about = aboutSponsor
			} else if section == aboutSponsor && !sectionHard {
				section = aboutGuest
			}
		} else if lab.explicit {
			if lab.field == fieldName {
				section, sectionHard = lab.about, false
			} else if lab.about == aboutGuest && !sectionHard {
				section = aboutGuest
			}
		}
		cells = append(cells, c)
	}
	// One labelled line alone is prose with a colon ("HSR: 204990."), which prose reads as well.
	if !isForm(cells) {
		for i := range lines {
			lines[i].form = false
		}
		return form{}
	}
	f.collect(cells, r)
	return f
}

// stackedLabel: a line that is nothing but a label, with a line underneath that is none.
// Three such pairs make a form; one may be anything.
func stackedLabel(lines []line, i int) bool {
	t := strings.TrimSpace(lines[i].text)
	if t == "" || strings.ContainsAny(t, ":?.!,@") || len(strings.Fields(t)) > 7 || lines[i].form || i+1 >= len(lines) || lines[i+1].blank() || lines[i+1].kind != Own {
		return false
	}
	// before it stands a blank line, or the answer to another label
	if i > 1 && !lines[i-1].blank() && lines[i-1].kind == Own && !lines[i-2].blank() {
		if _, known := knownLabel(strings.TrimSpace(lines[i-2].text)); !known {
			return false
		}
	}
	if _, known := knownLabel(t); !known {
		return false
	}
	_, next := knownLabel(strings.TrimSpace(lines[i+1].text))
	return !next || strings.ContainsAny(lines[i+1].text, "0123456789@")
}

// asksUs: questions that a sponsor asks the bot ("How long can an account last?")
// rather than copies from the form.
func asksUs(q string) bool {
	low := " " + fold(q) + " "
	for _, w := range []string{" can ", " i ", " we ", " do i", " could ", " you ", " my ", " there ", " any ", " would "} {
		if strings.Contains(low, w) {
			return true
		}
	}
	return false
}

func startsDigitDate(s string) bool {
	s = strings.TrimSpace(s)
	return len(s) > 0 && s[0] >= '0' && s[0] <= '9'
}

func isForm(cells []cell) bool {
	n, guest := 0, 0
	seen := map[field]bool{}
	for _, c := range cells {
		if c.label.field == fieldOther || c.label.field == fieldNone {
			continue
		}
		n++
		if !seen[c.label.field] || c.label.about == aboutSponsor {
			guest++
		}
		seen[c.label.field] = true
	}
	return n >= 2
}

// personalLabel: what a form asks about the sponsor, too.
func personalLabel(f field) bool {
	switch f {
	case fieldHUID, fieldEmail, fieldOther, fieldGiven, fieldFamily, fieldName, fieldRole:
		return true
	}
	return false
}

func blankBetween(lines []line, hits []int) bool {
	if len(hits) < 2 {
		return false
	}
	for k := hits[len(hits)-2] + 1; k < hits[len(hits)-1]; k++ {
		if lines[k].blank() {
			return true
		}
	}
	return false
}

// heading: a line of a few words, alone, that names whom the following lines are about.
func heading(t string) (about, bool) {
	if len(t) > 80 {
		return 0, false
	}
	bare := strings.Trim(t, "#*=-_:•[] \t")
	words := strings.Fields(fold(bare))
	if len(words) == 0 || len(words) > 5 || strings.ContainsAny(bare, ".?!@:,") || strings.Contains(t, ": ") {
		return 0, false
	}
	upper := isUpper(bare)
	noun := false
	for _, w := range words {
		if strings.HasPrefix(w, "info") || w == "details" || w == "data" || w == "section" || w == "about" || w == "particulars" {
			noun = true
		}
	}
	if !noun && !upper && !(len(words) <= 2 && (strings.HasSuffix(t, ":") || strings.ContainsAny(t, "=*#[-"))) {
		return 0, false
	}
	for _, w := range words {
		if labelWord(w)&lSponsor != 0 {
			return aboutSponsor, true
		}
		if labelWord(w)&lGuest != 0 {
			return aboutGuest, true
		}
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
	bare := strings.ToLower(strings.Trim(t, ": *_#-"))
	if w := strings.Fields(bare); len(w) >= 1 && len(w) <= 2 && (strings.HasSuffix(t, ":") || !strings.Contains(t, ":")) && labelSoon(lines[:min(len(lines), i+3)], i+1) {
		last := w[len(w)-1]
		if labelWord(last)&lSponsor != 0 {
			return aboutSponsor, true
		}
		if labelWord(last)&lGuest != 0 && last != "his" && last != "her" {
			return aboutGuest, true
		}
	}
	return 0, false
}

func labelSoon(lines []line, i int) bool {
	for n := 0; i < len(lines) && n < 3; i++ {
		if lines[i].blank() {
			continue
		}
		n++
		if lt, _, ok := splitLabel(lines[i].text); ok {
			if _, known := knownLabel(lt); known {
				return true
			}
		}
	}
	return false
}

// answerBelow finds the line that answers the label at i: the next one that is not
// blank (one blank line may stand between), if it has no label of its own.
func answerBelow(lines []line, i int, quoted bool) int {
	blanks := 0
	for k := i + 1; k < len(lines); k++ {
		l := &lines[k]
		if l.blank() {
			if blanks++; blanks > 1 {
				return 0
			}
			continue
		}
		if l.kind != Own || l.form {
			return 0
		}
		t := strings.TrimSpace(l.text)
		if strings.HasSuffix(t, "?") || strings.HasSuffix(t, ":") || len(strings.Fields(t)) > 18 {
			return 0 // another label, or a paragraph of the letter
		}
		if _, ok := heading(t); ok {
			return 0
		}
		if lt, _, ok := splitLabel(t); ok && !strings.Contains(t, "@") {
			if _, known := knownLabel(lt); known {
				return 0
			}
		}
		return k
	}
	return 0
}

// collect groups the cells into one record a guest: a label that comes again, with
// the name among those seen, begins the next guest.
func (f *form) collect(cells []cell, r *region) {
	current := &record{source: r.source, fwd: r.fwd, writer: r.writer}
	for _, c := range cells {
		if c.label.about == aboutSponsor {
			f.sponsor = append(f.sponsor, c)
			continue
		}
		if current.has(c.label.field) && c.label.field != fieldOther && c.value != "" && nameField(c.label.field) && len(current.cells) > 1 {
			f.guests = append(f.guests, current)
			current = &record{source: r.source, fwd: r.fwd, writer: r.writer}
		}
		current.cells = append(current.cells, c)
	}
	if len(current.cells) > 0 {
		f.guests = append(f.guests, current)
	}
}

func nameField(f field) bool { return f == fieldName || f == fieldGiven || f == fieldFamily }

// blankValue: what people write into a field they leave open.
func blankValue(v string) bool {
	low := strings.Trim(fold(v), " .()[]-–—_?!*<>/\\")
	if low == "" {
		return true
	}
	switch low {
	case "tbd", "tba", "tbc", "n/a", "na", "n.a", "none", "unknown", "pending", "?", "x", "xx", "xxx", "nil", "null", "same", "not known", "not available", "not applicable", "no", "not yet", "to follow", "to be determined", "to be confirmed", "will follow", "don't know", "not sure", "open", "ongoing", "indefinite", "blank", "keine", "unbekannt", "ninguno", "see below", "see above", "in progress", "in process", "requested", "applied for":
		return true
	}
	for _, p := range []string{"tbd", "tba", "tbc", "pending", "not sure", "not yet", "not known", "unknown", "to follow", "will send", "will follow", "to be ", "don't know", "do not know", "dont know", "will confirm", "will provide", "will let", "will add", "will tell", "i will", "i'll", "asking", "have asked", "have to ask", "need to ask", "i don't", "still to", "later", "yet to", "none yet", "no huid", "waiting for", "n/a", "none", "still waiting", "coming soon", "does not have", "doesn't have", "has none", "not assigned", "in the works", "(not"} {
		if strings.HasPrefix(low, p) {
			return true
		}
	}
	return false
}
