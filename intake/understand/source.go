package understand

import "strings"

// Kind labels what a stretch of text is.
type Kind string

// The kinds of span.
const (
	Own         Kind = "own words"
	Greeting    Kind = "greeting"
	Quoted      Kind = "quoted"
	Attribution Kind = "attribution"
	Header      Kind = "forwarded header"
	Forwarded   Kind = "forwarded"
	Signature   Kind = "signature"
	Disclaimer  Kind = "disclaimer"
	Form        Kind = "form"
	Table       Kind = "table"
	Blank       Kind = "blank"
)

// Source is one text of the message that was looked at: the subject, the body, an attachment.
type Source struct {
	Name  string
	Text  string
	Spans []Span // in order, labelled, without gaps but for blank lines
}

// Span is a stretch [Start, End) of bytes of a source's text.
type Span struct {
	Source int // index into Reading.Sources
	Start  int
	End    int
	Kind   Kind
}

// line is a line of a source, with quote marks taken off.
type line struct {
	start, end int // content in the source, without quote marks and line end
	text       string
	depth      int // quote marks taken off
	kind       Kind
	fwd        bool // belongs to a forwarded message
	form       bool // read as part of a form or table: not prose
}

func (l *line) blank() bool { return strings.TrimSpace(l.text) == "" }

// splitLines cuts text into lines and takes quote marks (">", and the "|" that old
// programs use is left alone: tables need it) off their beginning.
func splitLines(text string) []line {
	lines := make([]line, 0, strings.Count(text, "\n")+1)
	for pos := 0; pos < len(text); {
		end := strings.IndexByte(text[pos:], '\n')
		if end < 0 {
			end = len(text)
		} else {
			end += pos
		}
		start, depth := pos, 0
		for start < end {
			if text[start] == '>' {
				depth++
				start++
			} else if depth > 0 && text[start] == ' ' && start+1 < end && text[start+1] == '>' {
				start++
			} else {
				break
			}
		}
		if depth > 0 && start < end && text[start] == ' ' {
			start++
		}
		lines = append(lines, line{start: start, end: end, text: text[start:end], depth: depth, kind: Own})
		pos = end + 1
	}
	return lines
}

// spansOf joins neighbouring lines of the same kind.
func spansOf(source int, lines []line) []Span {
	var spans []Span
	for i := range lines {
		l := &lines[i]
		kind := l.kind
		if l.blank() {
			continue
		}
		if l.form && kind != Quoted && kind != Signature {
			kind = Form
		} else if l.fwd && kind == Own {
			kind = Forwarded
		}
		if n := len(spans); n > 0 && spans[n-1].Kind == kind {
			spans[n-1].End = l.end
			continue
		}
		spans = append(spans, Span{Source: source, Start: l.start, End: l.end, Kind: kind})
	}
	return spans
}
