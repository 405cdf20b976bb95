package understand

import "strings"

// stackedLabel: a line that is nothing but a label, with a line underneath that is none.
// Three such pairs make a form; one may be anything.
func stackedLabel(lines []line, i int) bool {
	t := strings.TrimSpace(withoutBullet(lines[i].text))
	if t == "" || strings.ContainsAny(t, ":?.!,@") || len(strings.Fields(t)) > 7 || lines[i].form || i+1 >= len(lines) || lines[i+1].blank() || lines[i+1].kind != Own {
		return false
	}
	// before it stands a blank line, or the answer to another label
	if i > 1 && !lines[i-1].blank() && lines[i-1].kind == Own && !lines[i-2].blank() {
		if _, known := knownLabel(withoutBullet(strings.TrimSpace(lines[i-2].text))); !known {
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
	for _, w := range []string{" can ", " i ", " we ", " do i", " could ", " you ", " my ", " there ", " any ", " would ", " how do", " how to ", " how is "} {
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

// answerBelow finds the line that answers the label at i: the next one that is not
// blank (one blank line may stand between), if it has no label of its own.
func answerBelow(lines []line, i int) int {
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
		// a word for a guest right under its label is the answer ("summer trainee"), not a heading
		if _, ok := heading(t); ok {
			return 0
		} else if _, ok := headingAt(lines, k, t); ok && blanks > 0 {
			return 0
		}
		if next, ok := splitLabel(t); ok && !strings.Contains(t, "@") {
			if _, known := knownLabel(next.label); known {
				return 0
			}
		}
		return k
	}
	return 0
}

// quotedLine reads one of our questions in a quote, with the sender's answer
// underneath or, where they say so, behind it. Of what else was quoted nothing is taken.
func (f *formReader) quotedLine(i int) {
	l := &f.lines[i]
	lab, labelText, value, ok := quotedQuestion(l.text)
	if !ok {
		return
	}
	c := cell{label: lab, labelText: labelText}
	switch {
	case value == "":
		k := f.answerToQuoted(i)
		if k <= 0 || lab.saysMore() && manySentences(f.lines[k].text) {
			return
		}
		f.answer(&c, k)
	case f.answersWithin && !f.interleaved:
		c.value, c.start = value, l.start+strings.LastIndex(l.text, value)
	default:
		return // our own words with their values
	}
	c.label.explicit = true // a question of ours says whose it asks for
	f.add(i, c)
}

// quotedQuestion: a question, a label with its colon, or a numbered item of a list of
// what we ask for, which needs neither.
func quotedQuestion(text string) (lab label, labelText, value string, ok bool) {
	t := strings.TrimSpace(text)
	bullet, _ := bulletWidth(t)
	if indexMark(t, ":?=：") >= 0 {
		if p, split := splitLabel(t); split {
			lab, known := p.asks(t)
			if known || bullet && lab.field != fieldNone {
				return lab, p.label, p.value, true
			}
		}
	}
	if !bullet {
		return label{}, "", "", false
	}
	item := strings.TrimRight(withoutBullet(t), " .;,")
	lab = classifyLabel(item)
	return lab, item, "", lab.field != fieldNone && lab.field != fieldOther
}

// answerToQuoted finds the sender's line under the quoted one at i. What else was quoted
// may stand between, if it is no other question. Where the writer says that the answers
// stand within, and the program did not mark the quote, the next line is one of them.
func (f *formReader) answerToQuoted(i int) int {
	for k := i + 1; k < len(f.lines); k++ {
		l := &f.lines[k]
		if l.blank() || l.kind == Signature {
			continue
		}
		if l.kind != Quoted {
			return answerBelow(f.lines, k-1)
		}
		if _, _, _, ok := quotedQuestion(l.text); ok {
			return 0
		}
		if f.answersWithin && l.depth == 0 && f.lines[i].depth == 0 && len(strings.Fields(l.text)) <= longestAnswer {
			return k
		}
	}
	return 0
}

// longestAnswer has so many words; what is longer is a paragraph.
const longestAnswer = 12

// saysMore: answers to this may be told in sentences, which prose reads better.
func (l label) saysMore() bool {
	return l.field == fieldAffiliation || l.field == fieldRole || l.field == fieldFrom || l.field == fieldName
}

// manySentences: a sentence ends within the line.
func manySentences(t string) bool {
	for _, end := range []string{". ", "! ", "; "} {
		if i := strings.Index(t, end); i > 3 && len(strings.Fields(t[i+1:])) >= 3 {
			return true
		}
	}
	return false
}

// answersWithin: the writer's own first words point to answers among what is quoted:
// "see my answers in red below", "I filled it in inline".
func (g *region) answersWithin() bool {
	quotes := false
	for i := g.from; i < len(g.lines) && !quotes; i++ {
		quotes = g.lines[i].kind == Quoted
	}
	n := 0
	for i := g.from; quotes && i < g.to && n < maxAnnouncement; i++ {
		l := &g.lines[i]
		if l.kind != Own || len(l.text) > longestFormLine {
			continue
		}
		n++
		low := fold(l.text)
		if has(low, "inline", "in-line", "interleaved", "in red", "in blue", "in green", "in bold", "in caps", "in capitals", "in colo") ||
			has(low, "answer", "repl", "respon", "fill", "comment", "detail", "info") && has(low, "below", "within", "between", "behind", "underneath", "under each", "after each", "next to", "in your", "in the text", "in the mail", "in the message") {
			return true
		}
	}
	return false
}

// interleaved: own words stand between quoted ones. What is quoted is then ours as it was.
func interleaved(lines []line) bool {
	quoted, between := false, false
	for i := range lines {
		switch l := &lines[i]; {
		case l.blank():
		case l.kind == Quoted && between:
			return true
		case l.kind == Quoted:
			quoted = l.depth > 0 || quoted
		case l.kind == Own:
			between = quoted
		}
	}
	return false
}

// maxAnnouncement is within how many of their lines writers say where their answers stand.
const maxAnnouncement = 6
