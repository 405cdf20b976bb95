package understand

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

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

// partGlued parts lines in which an attribution follows the writer's own words.
func partGlued(lines []line) []line {
	for i := 0; i < len(lines); i++ {
		l := &lines[i]
		at := 0
		if l.depth == 0 {
			at = gluedAttribution(l.text)
		}
		if at == 0 {
			continue
		}
		own, attribution := *l, *l
		own.text = strings.TrimRight(l.text[:at], "- ")
		own.end = own.start + len(own.text)
		attribution.text = l.text[at:]
		attribution.start += at
		lines = slices.Replace(lines, i, i+1, own, attribution)
		i++
	}
	return lines
}

// brokenOff: line i is the end of the quoted line above it, which a program wrapped
// without marking what it wrapped. The line above is full, its sentence goes on here,
// and the quote goes on below. Inline answers are kept: they begin anew.
func brokenOff(lines []line, i, base int) bool {
	if i == 0 || i+1 >= len(lines) || lines[i-1].depth <= base || lines[i-1].blank() || lines[i+1].depth <= base {
		return false
	}
	above, text := lines[i-1].text, strings.TrimSpace(lines[i].text)
	word, _, _ := strings.Cut(text, " ")
	first, _ := utf8.DecodeRuneInString(text)
	return unicode.IsLower(first) && len(above)+len(word) >= minWrapped && !strings.ContainsAny(above[len(above)-1:], ".?!:")
}

// minWrapped is the shortest line that a program would have wrapped: mail is set to 72
// columns or more, less the quote marks.
const minWrapped = 68

const maxForwardDepth = 5

func (s *segmenter) writer(from, to int, writer person, subject string, depth int, fwd bool) {
	own := region{source: s.source, text: s.text, from: from, to: to, writer: writer, fwd: fwd, subject: subject}
	base := 0
	if from < to && fwd {
		base = minDepth(s.lines[from:to])
	}
	i := from
scan:
	for i < to {
		l := &s.lines[i]
		l.fwd = fwd
		if l.blank() {
			l.kind = Blank
			i++
			continue
		}
		// A forward that Apple's Mail puts under quote marks is announced inside them.
		if forward, reply := markerAt(l); forward || reply {
			l.kind = Header
			start := i + 1
			for start < to && s.lines[start].blank() {
				s.lines[start].kind = Blank
				start++
			}
			if end := bareHeaderEnd(s.lines[:to], start); reply && end > 0 && quoteFollows(s.lines[:to], end) {
				// Marks tell the quote: an answer may stand under it.
				for k := i; k < end; k++ {
					if !s.lines[k].blank() {
						s.lines[k].kind, s.lines[k].fwd = Attribution, fwd
					}
				}
				i = end
				continue
			}
			var h repeated
			if start < to {
				h, _ = repeatedHeaderAt(s.lines[:to], start)
			}
			if h.lines == 0 {
				h.from, h.email = authorBehind(l)
			}
			s.older(i, start, to, h, forward || !s.ours(h) && (s.forwarding || h.email != "" && s.pointsBelow(from, i)), depth, fwd)
			own.to = i
			break scan
		}
		if isGroupWise(l) && !quoteFollows(s.lines[:to], i+1) {
			l.kind = Attribution
			_, email := splitMailbox(l.text)
			s.older(i, i+1, to, repeated{email: email}, false, depth, fwd)
			own.to = i
			break scan
		}
		if l.depth > base || l.depth == base && brokenOff(s.lines[:to], i, base) {
			l.kind = Quoted
			s.addQuote(i)
			i++
			continue
		}
		if n := attributionAt(s.lines[:to], i); n > 0 {
			_, email := splitMailbox(joinLines(s.lines[i : i+n]))
			for k := i; k < i+n; k++ {
				s.lines[k].kind, s.lines[k].fwd = Attribution, fwd
			}
			if !quoteFollows(s.lines[:to], i+n) {
				// No marks: everything under the line is the older message.
				h := repeated{email: email, from: writerOf(joinLines(s.lines[i : i+n]))}
				// Outlook for Mac of old forwards so, too.
				forward := !s.ours(h) && (s.forwarding && depth == 0 && email != "" || s.pointsBelow(from, i))
				s.older(i, i+n, to, h, forward, depth, fwd)
				own.to = i
				break scan
			}
			if depth < maxForwardDepth && s.pointsBelow(from, i) && email != "" && !s.ours(repeated{email: email}) && !fwd && !ownAfterQuote(s.lines[i+n:to]) {
				s.writer(i+n, to, person{email: email, name: writerOf(joinLines(s.lines[i : i+n]))}, "", depth+1, true)
				own.to = i
				break scan
			}
			i += n
			continue
		}
		if h, ok := repeatedHeaderAt(s.lines[:to], i); ok {
			forward := !s.ours(h) && (s.forwarding && (depth == 0 || hasForwardPrefix(subject)) || s.pointsBelow(from, i))
			s.older(i, i, to, h, forward, depth, fwd)
			own.to = i
			break scan
		}
		l.kind = Own
		i++
	}
	// the rule above a repeated header belongs to it
	for own.to > own.from {
		l := &s.lines[own.to-1]
		if l.blank() || own.to < to && strings.Trim(l.text, "_-= ") == "" {
			if !l.blank() {
				l.kind = Attribution
			}
			own.to--
			continue
		}
		break
	}
	own.lines = s.lines
	s.regions = append(s.regions, own)
}

// older labels an earlier message that begins at line i with its header.
func (s *segmenter) older(i, start, to int, h repeated, forward bool, depth int, fwd bool) {
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

// writerOf takes the name out of "On 4 March 2027 at 10:11, Jane Doe <…> wrote:":
// what stands between the last comma or digit and the address or the verb.
func writerOf(attribution string) string {
	name := attribution
	if i := strings.IndexByte(name, '<'); i > 0 {
		name = name[:i]
	}
	for _, w := range wroteWords {
		if i := strings.Index(name, " "+w); i > 0 {
			name = name[:i]
		}
	}
	if i := strings.LastIndexAny(name, ",0123456789"); i >= 0 {
		name = name[i+1:]
	}
	name = strings.TrimSpace(name)
	for _, p := range []string{"AM ", "PM ", "a.m. ", "p.m. ", "Uhr ", "from "} {
		name = strings.TrimPrefix(name, p)
	}
	return strings.TrimSpace(name)
}
