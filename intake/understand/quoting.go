package understand

import "strings"

// person is somebody the mail's own structure names: its sender, a recipient, the
// author of a forwarded message.
type person struct{ name, email string }

// region is what one writer wrote in one text: own words and signature apart.
type region struct {
	source  int
	text    string
	lines   []line // all lines of the source; those of this region have kind and fwd set
	from    int    // first line
	to      int    // one past the last line
	writer  person
	fwd     bool
	attach  bool // an attached message, not one forwarded inline
	subject string

	file     string    // the name of the text file this was
	mentions []mention // found in its prose
}

// segmenter labels the lines of a text.
type segmenter struct {
	source     int
	text       string
	lines      []line
	regions    []region
	own        func(email string) bool // the bot's addresses
	forwarding bool                    // the subject says that this is a forward
	quotes     []quote
}

// quote is an earlier message that was answered.
type quote struct {
	author person
	lines  []int
}

// segment labels every line of the source and collects what each writer wrote.
//
// Quotes are told by ">" marks, by the line above them ("On … wrote:"), or by the
// repeated header under which Outlook puts everything older. The last is a forward
// where the subject or a marker line says so, or where the writer's own words send
// the reader to it ("the person below").
func (s *segmenter) segment(writer person, subject string) {
	s.lines = partGlued(s.lines)
	s.writer(0, len(s.lines), writer, subject, 0, false)
}

const maxForwardDepth = 5

// letter is what one writer wrote, while its end is looked for.
type letter struct {
	region
	end   int // of the text: what the letter leaves of it is older
	base  int // quote marks that every line has: a forward under marks
	depth int // how many forwards it is within
}

func (s *segmenter) writer(from, to int, writer person, subject string, depth int, fwd bool) {
	w := letter{region: region{source: s.source, text: s.text, from: from, to: to, writer: writer, fwd: fwd, subject: subject}, end: to, depth: depth}
	if from < to && fwd {
		w.base = minDepth(s.lines[from:to])
	}
	for i := from; i < w.to; {
		i = s.line(&w, i)
	}
	s.dropRule(&w)
	w.lines = s.lines
	s.regions = append(s.regions, w.region)
}

// line labels line i, with those that belong to it, and gives the next to look at.
func (s *segmenter) line(w *letter, i int) int {
	l, lines := &s.lines[i], s.lines[:w.end]
	l.fwd = w.fwd
	if l.blank() {
		l.kind = Blank
		return i + 1
	}
	// A forward that Apple's Mail puts under quote marks is announced inside them.
	if forward, reply := markerAt(l); forward || reply {
		return s.marker(w, i, forward)
	}
	if isGroupWise(l) && !quoteFollows(lines, i+1) {
		l.kind = Attribution
		_, email := splitMailbox(l.text)
		return s.rest(w, i, i+1, repeated{email: email}, false)
	}
	if l.depth > w.base || l.depth == w.base && brokenOff(lines, i, w.base) {
		l.kind = Quoted
		s.addQuote(i)
		return i + 1
	}
	if n := attributionAt(lines, i); n > 0 {
		return s.attribution(w, i, n)
	}
	if h, ok := repeatedHeaderAt(lines, i); ok {
		forward := !s.ours(h) && (s.forwarding && (w.depth == 0 || hasForwardPrefix(w.subject)) || s.pointsBelow(w.from, i))
		return s.rest(w, i, i, h, forward)
	}
	l.kind = Own
	return i + 1
}

// rest gives everything from line i on to an older message, whose header begins at start.
func (s *segmenter) rest(w *letter, i, start int, h repeated, forward bool) int {
	s.older(i, start, w.end, h, forward, w.depth)
	w.to = i
	return i
}

// marker labels what stands under "Forwarded message" or "Original Message".
func (s *segmenter) marker(w *letter, i int, forward bool) int {
	l, lines := &s.lines[i], s.lines[:w.end]
	l.kind = Header
	start := i + 1
	for start < w.end && lines[start].blank() {
		lines[start].kind = Blank
		start++
	}
	if end := bareHeaderEnd(lines, start); !forward && end > 0 && quoteFollows(lines, end) {
		// Marks tell the quote: an answer may stand under it.
		for k := i; k < end; k++ {
			if !lines[k].blank() {
				lines[k].kind, lines[k].fwd = Attribution, w.fwd
			}
		}
		return end
	}
	var h repeated
	if start < w.end {
		h, _ = repeatedHeaderAt(lines, start)
	}
	if h.lines == 0 {
		h.from, h.email = authorBehind(l)
	}
	return s.rest(w, i, start, h, forward || !s.ours(h) && (s.forwarding || h.email != "" && s.pointsBelow(w.from, i)))
}

// attribution labels the n lines above a quote ("On … wrote:") and what they tell of it.
func (s *segmenter) attribution(w *letter, i, n int) int {
	joined := joinLines(s.lines[i : i+n])
	_, email := splitMailbox(joined)
	h := repeated{email: email, from: writerOf(joined)}
	for k := i; k < i+n; k++ {
		s.lines[k].kind, s.lines[k].fwd = Attribution, w.fwd
	}
	points := !s.ours(h) && s.pointsBelow(w.from, i)
	if !quoteFollows(s.lines[:w.end], i+n) {
		// No marks: everything under the line is the older message. Outlook for Mac of
		// old forwards so, too.
		forward := points || !s.ours(h) && s.forwarding && w.depth == 0 && email != ""
		return s.rest(w, i, i+n, h, forward)
	}
	if points && email != "" && !w.fwd && w.depth < maxForwardDepth && !ownAfterQuote(s.lines[i+n:w.end]) {
		s.writer(i+n, w.end, person{email: email, name: h.from}, "", w.depth+1, true)
		w.to = i
		return i
	}
	return i + n
}

// dropRule takes the rule above a repeated header off the end of the letter: it belongs
// to the header.
func (s *segmenter) dropRule(w *letter) {
	for w.to > w.from {
		l := &s.lines[w.to-1]
		switch {
		case l.blank():
		case w.to < w.end && strings.Trim(l.text, "_-= ") == "":
			l.kind = Attribution
		default:
			return
		}
		w.to--
	}
}

// older labels an earlier message that begins at line i with its header.
func (s *segmenter) older(i, start, to int, h repeated, forward bool, depth int) {
	end := min(start+h.lines, to)
	for k := i; k < end; k++ {
		if !s.lines[k].blank() {
			s.lines[k].kind = Attribution
			if forward {
				s.lines[k].kind = Header
			}
		}
	}
	if forward && depth < maxForwardDepth {
		s.writer(end, to, person{name: h.from, email: h.email}, h.subject, depth+1, true)
		return
	}
	for k := end; k < to; k++ {
		if s.lines[k].blank() {
			s.lines[k].kind = Blank
			continue
		}
		s.lines[k].kind = Quoted
		s.addQuote(k)
	}
	if n := len(s.quotes); n > 0 && s.quotes[n-1].author == (person{}) {
		s.quotes[n-1].author = person{h.from, h.email}
	}
}

func (s *segmenter) addQuote(i int) {
	n := len(s.quotes)
	if n == 0 || len(s.quotes[n-1].lines) > 0 && s.quotes[n-1].lines[len(s.quotes[n-1].lines)-1] < i-3 {
		s.quotes = append(s.quotes, quote{})
		n++
	}
	s.quotes[n-1].lines = append(s.quotes[n-1].lines, i)
}

func (s *segmenter) ours(h repeated) bool { return h.email != "" && s.own(h.email) }

// pointsBelow: the words above send the reader to what stands under them.
func (s *segmenter) pointsBelow(from, to int) bool {
	for k := from; k < to; k++ {
		l := &s.lines[k]
		if l.kind != Own {
			continue
		}
		low := strings.ToLower(l.text)
		for _, w := range []string{"below", "forward", "underneath", "beneath", "her email", "his email", "their email", "her mail", "his mail", "her message", "his message", "her note", "his note"} {
			if strings.Contains(low, w) {
				return true
			}
		}
	}
	return false
}

func ownAfterQuote(lines []line) bool {
	quoted := false
	for i := range lines {
		if lines[i].depth > 0 {
			quoted = true
		} else if quoted && !lines[i].blank() {
			return true
		}
	}
	return false
}

func minDepth(lines []line) int {
	d := -1
	for i := range lines {
		if !lines[i].blank() && (d < 0 || lines[i].depth < d) {
			d = lines[i].depth
		}
	}
	return max(d, 0)
}

func joinLines(lines []line) string {
	var parts []string
	for i := range lines {
		parts = append(parts, strings.TrimSpace(lines[i].text))
	}
	return strings.Join(parts, " ")
}
