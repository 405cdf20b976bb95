package message

import (
	"path"
	"strings"
	"unicode/utf8"

	"github.com/jhillyerd/enmime/v2"
)

// readBody walks the MIME tree: the text the sender wrote becomes m.Text, the rest attachments.
func (m *Message) readBody(root *enmime.Part, limits Limits) {
	var b body
	b.walk(root, limits)
	m.Text, m.FromHTML = b.text()
	m.Attachments, m.Calendar = b.attachments, b.calendar
	m.Text = atMost(m.Text, limits.Text)
}

type body struct {
	plain, html []string
	attachments []Attachment
	calendar    bool
}

func (b *body) walk(p *enmime.Part, limits Limits) {
	kind := strings.ToLower(p.ContentType)
	if p.FirstChild != nil {
		// The first part of a report is for people, the others for programs (RFC 3462);
		// the others are listed and not read.
		for c := p.FirstChild; c != nil; c = c.NextSibling {
			b.walk(c, limits)
		}
		return
	}
	attached := p.Disposition == "attachment" || p.FileName != ""
	switch {
	case kind == "message/rfc822" || kind == "message/global" || strings.EqualFold(path.Ext(p.FileName), ".eml"):
		b.attachments = append(b.attachments, attachedMessage(p, limits))
	case kind == "text/calendar":
		b.calendar = b.calendar || params(p.Header.Get("Content-Type"))["method"] != "" || strings.Contains(string(p.Content), "METHOD:")
	case !attached && (kind == "" || kind == "text/plain" || kind == "text"):
		b.plain = append(b.plain, m2s(p, flowed))
	case !attached && kind == "text/html":
		b.html = append(b.html, HTMLToText(atMost(decoded(p), 8*limits.Text)))
	case !attached && (kind == "text/enriched" || kind == "text/richtext"):
		b.plain = append(b.plain, stripEnriched(decoded(p)))
	case isTextFile(kind, p.FileName):
		text := atMost(decoded(p), limits.Text)
		if kind == "text/html" || strings.HasPrefix(strings.ToLower(path.Ext(p.FileName)), ".htm") {
			text = HTMLToText(text)
		}
		b.attachments = append(b.attachments, Attachment{Name: fileName(p), ContentType: kind, Text: tidy(text)})
	case strings.HasPrefix(kind, "multipart/") && !attached:
		// A multipart without any part that could be found: its content is text as well as any.
		b.plain = append(b.plain, m2s(p, plainText))
	default:
		b.attachments = append(b.attachments, Attachment{Name: fileName(p), ContentType: kind,
			Unread: whyUnread(kind, p.FileName), Inline: isDress(kind, p)})
	}
}

// isDress tells a picture that the text shows by its Content-ID (RFC 2392), as signatures show logos,
// and what programs add, from an attachment. That a part is to be shown inline says nothing: Apple's
// programs say so of every picture and PDF.
func isDress(kind string, p *enmime.Part) bool {
	switch kind {
	case "application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature", "application/pgp-keys", "text/vcard", "text/x-vcard":
		return true
	}
	related := p.Parent != nil && strings.EqualFold(p.Parent.ContentType, "multipart/related")
	return strings.HasPrefix(kind, "image/") && (p.ContentID != "" || related)
}

// atMost cuts text at n bytes, on the border of a letter.
func atMost(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "")
}

func attachedMessage(p *enmime.Part, limits Limits) Attachment {
	a := Attachment{Name: fileName(p), ContentType: "message/rfc822"}
	if limits.Depth <= 0 {
		a.Unread = "messages are attached within messages too deeply"
		return a
	}
	limits.Depth--
	inner, err := ParseWith(p.Content, limits)
	if err != nil {
		a.Unread = "the attached message cannot be read"
		return a
	}
	a.Message = inner
	return a
}

// text chooses between the plain and the HTML alternative. They say the same, so
// the plain one is preferred as what needs no guessing about layout, except where
// it is empty, a stub that shares hardly a word with the other ("your mail program
// cannot show this"), or lost the columns of a table.
func (b *body) text() (string, bool) {
	plain, html := tidy(strings.Join(b.plain, "\n\n")), tidy(strings.Join(b.html, "\n\n"))
	switch {
	case html == "":
		return plain, false
	case strings.TrimSpace(plain) == "":
		return html, true
	case hasTable(html) && !hasTable(plain):
		return html, true
	case isStub(plain, html):
		return html, true
	}
	return plain, false
}

// isStub: fewer than half of the plain text's words appear in the HTML, or the
// HTML says many times as much.
func isStub(plain, html string) bool {
	words := strings.Fields(strings.ToLower(plain))
	if len(words) == 0 {
		return true
	}
	in := make(map[string]bool)
	rich := strings.Fields(strings.ToLower(html))
	for _, w := range rich {
		in[strings.Trim(w, ".,:;!?()<>*_")] = true
	}
	shared := 0
	for _, w := range words {
		if in[strings.Trim(w, ".,:;!?()<>*_")] {
			shared++
		}
	}
	return 2*shared < len(words) || len(rich) > 8*len(words)
}

// hasTable finds two neighbouring rows of at least two columns.
func hasTable(text string) bool {
	rows := 0
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(strings.TrimLeft(line, "> "))
		if strings.HasPrefix(line, "|") && strings.Count(line, "|") >= 3 {
			if rows++; rows >= 2 {
				return true
			}
		} else {
			rows = 0
		}
	}
	return false
}

func m2s(p *enmime.Part, layout func(string, *enmime.Part) string) string {
	return layout(decoded(p), p)
}

func plainText(text string, _ *enmime.Part) string { return text }

// flowed undoes format=flowed (RFC 3676): a line that ends in a space goes on in
// the next one of the same quote depth; the signature delimiter "-- " does not.
func flowed(text string, p *enmime.Part) string {
	given := params(p.Header.Get("Content-Type"))
	if !strings.EqualFold(given["format"], "flowed") {
		return text
	}
	delsp := strings.EqualFold(given["delsp"], "yes")
	var out strings.Builder
	out.Grow(len(text))
	open, depth := false, 0
	for raw := range strings.Lines(text) {
		line := strings.TrimRight(raw, "\r\n")
		quotes := 0
		for quotes < len(line) && line[quotes] == '>' {
			quotes++
		}
		rest := strings.TrimPrefix(line[quotes:], " ")
		if open && (quotes != depth || rest == "-- ") {
			out.WriteByte('\n')
			open = false
		}
		if !open {
			if quotes > 0 {
				out.WriteString(strings.Repeat(">", quotes))
				out.WriteByte(' ')
			}
		}
		depth = quotes
		if strings.HasSuffix(rest, " ") && rest != "-- " {
			if delsp {
				rest = rest[:len(rest)-1]
			}
			out.WriteString(rest)
			open = true
			continue
		}
		out.WriteString(rest)
		out.WriteByte('\n')
		open = false
	}
	return out.String()
}

// tidy brings text to \n line ends and drops what is invisible: byte order marks,
// zero-width characters, marks of writing direction, soft hyphens, trailing blanks. No-break spaces become spaces.
func tidy(text string) string {
	if strings.ContainsRune(text, '\r') {
		text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	}
	if !isASCII(text) {
		text = strings.Map(func(r rune) rune {
			switch r {
			case '\uFEFF', '\u200B', '\u200C', '\u200D', '\u2060', '\u00AD', '\u200E', '\u200F',
				'\u202A', '\u202B', '\u202C', '\u202D', '\u202E', '\u2066', '\u2067', '\u2068', '\u2069':
				return -1
			case '\u00A0', '\u202F', '\u2007', '\u2009', '\u3000':
				return ' '
			}
			return r
		}, strings.ToValidUTF8(text, "\uFFFD"))
	}
	var out strings.Builder
	out.Grow(len(text))
	blank := 0
	for raw := range strings.Lines(text) {
		line := strings.TrimRight(raw, " \t\n\x00")
		if line == "--" && strings.HasPrefix(raw, "-- ") {
			line = "-- "
		}
		if line == "" {
			if blank++; blank > 2 {
				continue
			}
		} else {
			blank = 0
		}
		out.WriteString(line)
		out.WriteByte('\n')
	}
	if trimmed := strings.Trim(out.String(), "\n"); trimmed != "" {
		return trimmed + "\n"
	}
	return ""
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func isTextFile(kind, name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".csv", ".tsv", ".tab", ".txt", ".text", ".md", ".htm", ".html":
		return true
	case ".eml", ".ics", ".vcf":
		return false
	}
	return kind == "text/plain" || kind == "text/csv" || kind == "text/tab-separated-values" || kind == "text/html" || kind == ""
}

func whyUnread(kind, name string) string {
	switch {
	case kind == "application/ms-tnef" || strings.EqualFold(name, "winmail.dat"):
		return "winmail.dat, a form of Outlook's own that cannot be read here"
	case kind == "application/pdf":
		return "a PDF, which is not read"
	case strings.HasPrefix(kind, "image/"):
		return "a picture, which is not read"
	case strings.Contains(kind, "pkcs7-mime") || strings.Contains(kind, "encrypted"):
		return "encrypted"
	case kind == "message/delivery-status" || kind == "text/rfc822-headers" || kind == "message/disposition-notification":
		return "a report for programs"
	}
	return "of a kind that is not read (" + kind + ")"
}

func fileName(p *enmime.Part) string {
	if p.FileName != "" {
		return p.FileName
	}
	return strings.ToLower(p.ContentType)
}

// stripEnriched drops the commands of text/enriched (RFC 1896), <bold> and the like.
func stripEnriched(text string) string {
	var out strings.Builder
	depth := 0
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '<' && i+1 < len(text) && text[i+1] == '<':
			out.WriteByte('<')
			i++
		case text[i] == '<':
			depth++
		case text[i] == '>' && depth > 0:
			depth--
		case depth == 0:
			out.WriteByte(text[i])
		}
	}
	return out.String()
}
