package understand

import "strings"

// maxFormLines bounds what is searched for labels; no form is longer.
const maxFormLines = 2000

// readForm collects the labelled lines of a region and marks them as form.
//
// A section heading ("SPONSOR INFORMATION") or a bare "Sponsor: …" makes the
// personal labels after it the sponsor's; a label that says whose it is outranks that.
// A label whose value is empty takes the next line, unless that has a label of its own.
// Beside a table (beside says that there is one) a single line is enough.
func readForm(r *region, beside bool) form {
	f := formReader{writer: r.writer, answersWithin: r.answersWithin()}
	f.lines = r.lines[r.from:min(f.end(r), r.from+maxFormLines)]
	f.interleaved = f.answersWithin && interleaved(f.lines)
	f.stacked = f.countStacked() >= leastStacked
	for i := range f.lines {
		f.line(i)
	}
	// One labelled line alone is prose with a colon ("HSR: 204990."), which prose reads as well.
	if !isForm(f.cells) && !(beside && namesNobody(f.cells)) {
		for _, l := range f.marked {
			l.form = false
		}
		return form{}
	}
	out := form{labels: len(f.cells)}
	out.collect(f.cells, r)
	return out
}

// formReader goes through the lines of a region.
type formReader struct {
	writer      person // whose own name is no guest's
	lines       []line
	marked      []*line // as form
	cells       []cell
	last        int // the labelled line before; −1: none
	section     about
	sectionHard bool // a heading says so, and not only a label
	stacked     bool // labels stand alone with their values underneath
	// answersWithin: the writer says that the answers stand behind our quoted questions.
	answersWithin bool
	interleaved   bool // the answers stand on lines of their own between the quoted ones
}

func (f *formReader) line(i int) {
	l := &f.lines[i]
	if l.kind != Own && l.kind != Quoted || l.blank() || l.form {
		return
	}
	t := strings.TrimSpace(l.text)
	if l.kind == Quoted {
		f.quotedLine(i)
		return
	}
	if about, ok := headingAt(f.lines, i, t); ok {
		f.section, f.sectionHard, f.last = about, true, i
		if len(f.cells) > 0 || labelSoon(f.lines, i+1) {
			f.mark(l)
		}
		return
	}
	if f.nameAbove(i) {
		name := strings.TrimRight(withoutBullet(t), ", ")
		f.mark(l)
		f.add(i, cell{label: label{field: fieldName}, labelText: "name", value: name, start: l.start + strings.Index(l.text, name)})
		return
	}
	pairs := pairsOf(l.text)
	if len(pairs) > 0 && strings.Count(t, ": ") >= leastRunning {
		if running := runningPairs(l.text); len(running) >= leastRunning && strings.HasPrefix(t, running[0].label) {
			pairs = running // a whole form in one paragraph
		}
	}
	if len(pairs) == 0 {
		if p, ok := bareLabel(f.lines, i); ok {
			pairs = []labelled{p}
		}
	}
	if len(pairs) == 0 && f.stacked && stackedLabel(f.lines, i) {
		pairs = []labelled{{label: withoutBullet(t)}} // the answer stands underneath
	}
	if len(pairs) > 1 && opensAsProse(pairs[0].label) {
		return
	}
	labelled, runsOver := false, cutSentence(pairs)
	for _, p := range pairs {
		lab, known := p.asks(t)
		if !known {
			continue
		}
		if nameField(lab.field) && runsOn(p.value) {
			continue
		}
		labelled = true
		c := cell{label: lab, labelText: p.label, value: p.value, start: l.start + p.start}
		if c.value == "" {
			if k := answerBelow(f.lines, i); k > 0 {
				f.answer(&c, k)
			} else if p.question {
				continue
			}
		}
		if !runsOver { // else the line stays prose, for what else it says
			f.mark(l)
			f.goOn(&c, i)
		}
		f.add(i, c)
	}
	if _, known := knownLabel(t); !labelled && known && isUpper(t) {
		f.section, f.sectionHard = aboutGuest, false // "PERIOD" begins a section of the guest's own
		return
	}
	if !labelled && f.sectionHard && f.section == aboutSponsor && !f.blankSince(i) && !isSentence(t) {
		// "SPONSOR" over a name, a title and an ID without labels
		f.mark(l)
		f.cells = append(f.cells, cell{label: label{field: fieldName, about: aboutSponsor}, labelText: "sponsor", value: t, start: l.start, end: l.end})
		f.last = i
		return
	}
	if labelled || strings.Count(t, ":") < 2 {
		return
	}
	for _, p := range runningPairs(l.text) { // the line stays prose, for what else it says
		// an ID is found by prose as well, which knows whose "her" is
		if lab, known := knownLabel(p.label); known && p.value != "" && lab.field != fieldHUID {
			f.add(i, cell{label: lab, labelText: p.label, value: p.value, start: l.start + p.start})
		}
	}
}

// cutSentence takes from the last of several values on a line the sentences that follow it
// ("name: …, role: visiting professor. Arrival 22 February."), and tells whether there are any.
func cutSentence(pairs []labelled) bool {
	if len(pairs) < 2 {
		return false
	}
	last := &pairs[len(pairs)-1]
	i := strings.Index(last.value, ". ")
	if !manySentences(last.value) || i < 0 || !sentenceEndsIn(last.value[:i+2]) {
		return false
	}
	last.value = last.value[:i]
	return true
}

// runsOn: the value is no name but all that is known of somebody ("Guest: Jane Doe, visiting
// fellow, Acme, jane@…, HSR 204401"), which prose reads better.
func runsOn(v string) bool {
	return strings.Count(v, ",") >= 3 && strings.ContainsAny(v, "@0123456789")
}

func (f *formReader) mark(l *line) {
	l.form = true
	f.marked = append(f.marked, l)
}

// end is where the region's lines end; answers may stand in the quote under them.
func (f *formReader) end(r *region) int {
	end := r.to
	for f.answersWithin && !r.fwd && end < len(r.lines) && r.lines[end].kind != Own && r.lines[end].kind != Header {
		end++
	}
	return end
}

// goOn adds the next line to a value that a comma breaks off, or that an indented line goes on.
func (f *formReader) goOn(c *cell, i int) {
	if c.value == "" || i+1 >= len(f.lines) || c.start < f.lines[i].start || c.start >= f.lines[i].end {
		return
	}
	next := &f.lines[i+1]
	t := strings.TrimSpace(next.text)
	indented := len(next.text)-len(strings.TrimLeft(next.text, " \t")) >= continuationIndent
	if next.kind != Own || t == "" || !indented && !strings.HasSuffix(c.value, ",") || t != withoutBullet(t) || len(pairsOf(t)) > 0 || strings.HasSuffix(t, ":") {
		return
	}
	c.value += " " + t
	c.end = next.end
	f.mark(next)
}

// continuationIndent is how far a line stands in, in blanks, that goes on with the value above.
const continuationIndent = 4

// asks understands the label. A question may be longer than a label, if it is not one to us.
func (p *labelled) asks(line string) (label, bool) {
	if !p.question {
		return knownLabel(p.label)
	}
	lab := classifyLabel(p.label)
	bullet, _ := bulletWidth(line)
	return lab, lab.field != fieldNone && (bullet || len(strings.Fields(p.label)) <= 12) && (p.headed || !asksUs(p.label))
}

// answer takes the line k as the cell's value.
func (f *formReader) answer(c *cell, k int) {
	a := &f.lines[k]
	value := strings.TrimSpace(a.text)
	if _, skip := bulletWidth(a.text); skip > 0 && strings.TrimSpace(a.text[:skip]) != "" && !startsDigitDate(a.text) {
		value = strings.TrimSpace(a.text[skip:])
	}
	c.value = withoutBrackets(withoutMark(value, answerMarks))
	c.start = a.start + strings.Index(a.text, c.value)
	f.mark(a)
}

// add keeps a cell that stands on line i, and settles whose it is.
func (f *formReader) add(i int, c cell) {
	if c.end == 0 {
		c.end = c.start + len(c.value)
	}
	if c.label.about == aboutSponsor && f.namesGuest(c.labelText) {
		c.label.about = aboutGuest
	}
	switch {
	case !c.label.explicit && !guestsAlone(c.label.field):
		if !f.sectionHard && len(f.cells) > 0 && f.section == aboutSponsor && f.blankSince(i) {
			f.section = aboutGuest
		}
		if f.section == aboutSponsor && (f.sectionHard || personalLabel(c.label.field)) {
			c.label.about = aboutSponsor
		} else if f.section == aboutSponsor {
			f.section = aboutGuest
		}
	case c.label.explicit && c.label.field == fieldName:
		f.section, f.sectionHard = c.label.about, false
	case c.label.explicit && c.label.about == aboutGuest && !f.sectionHard:
		f.section = aboutGuest
	}
	f.cells = append(f.cells, c)
	f.last = i
}

// namesGuest: a label says by name whose it is ("Dr. Rhee's e-mail"), and the name is the guest's.
func (f *formReader) namesGuest(labelText string) bool {
	for w := range strings.FieldsSeq(labelText) {
		w = strings.TrimSuffix(strings.TrimSuffix(w, "'s"), "’s")
		if len(w) < 3 || labelWord(fold(w)) != 0 {
			continue
		}
		for _, c := range f.cells {
			if nameField(c.label.field) && c.label.about == aboutGuest && strings.Contains(c.value, w) {
				return true
			}
		}
	}
	return false
}

// blankSince: a blank line stands between the labelled line before and line i.
func (f *formReader) blankSince(i int) bool {
	for k := f.last + 1; k < i; k++ {
		if f.lines[k].blank() {
			return true
		}
	}
	return false
}

// leastStacked labels with their values underneath make a form; one or two may be anything.
const leastStacked = 3

func (f *formReader) countStacked() int {
	n := 0
	for i := range f.lines {
		if f.lines[i].kind == Own && stackedLabel(f.lines, i) {
			n++
		}
	}
	return n
}
