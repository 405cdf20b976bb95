package message

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// HTMLToText lays HTML out as plain text, keeping what understanding needs:
// paragraphs and line breaks, list items ("- ", "1. "), rows of data tables
// ("| a | b |"), quotes ("> "), and the signature blocks that mail programs mark.
func HTMLToText(source string) string {
	root, err := html.ParseWithOptions(strings.NewReader(source), html.ParseOptionEnableScripting(false))
	if err != nil {
		return ""
	}
	w := &layout{}
	w.node(root)
	w.breakLine()
	return w.out.String()
}

type layout struct {
	out   strings.Builder
	line  strings.Builder
	quote int
	space bool // a space is owed before the next word
	blank int  // blank lines just written
	lists []int
	pre   int
	depth int
}

// maxDepth stops hostile nesting; no mail program nests so deeply.
const maxDepth = 400

func (w *layout) node(n *html.Node) {
	if w.depth++; w.depth > maxDepth {
		w.depth--
		return
	}
	defer func() { w.depth-- }()
	switch n.Type {
	case html.TextNode:
		w.text(n.Data)
		return
	case html.ElementNode:
		w.element(n)
		return
	case html.DocumentNode:
		w.children(n)
	}
}

func (w *layout) children(n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.node(c)
	}
}

func (w *layout) element(n *html.Node) {
	switch n.DataAtom {
	case atom.Head, atom.Style, atom.Script, atom.Title, atom.Noscript, atom.Template, atom.Img, atom.Object, atom.Svg:
		return
	}
	style := strings.ReplaceAll(strings.ToLower(attr(n, "style")), " ", "")
	if strings.Contains(style, "display:none") || attr(n, "hidden") != "" {
		return
	}
	if isSignature(n) {
		w.breakLine()
		if !strings.HasSuffix(w.out.String(), "\n-- \n") {
			w.line.WriteString("-- ")
			w.endLine()
		}
		w.children(n)
		w.breakLine()
		return
	}
	switch n.DataAtom {
	case atom.Br:
		w.endLine()
	case atom.Hr:
		w.breakLine()
		w.line.WriteString("________________________________")
		w.endLine()
	case atom.Blockquote:
		w.breakLine()
		depth := w.quote
		if !isIndent(n, style) {
			w.quote++
		}
		w.children(n)
		w.breakLine()
		w.quote = depth
		w.blankLine()
	case atom.Ul, atom.Ol:
		w.breakLine()
		start := -1
		if n.DataAtom == atom.Ol {
			start = 0
		}
		w.lists = append(w.lists, start)
		w.children(n)
		w.lists = w.lists[:len(w.lists)-1]
		w.breakLine()
	case atom.Li:
		w.breakLine()
		w.line.WriteString(w.marker())
		w.space = false
		w.children(n)
		w.breakLine()
	case atom.Table:
		if rows, ok := dataRows(n); ok {
			w.table(rows)
			return
		}
		w.breakLine()
		w.children(n)
		w.breakLine()
	case atom.Td, atom.Th:
		w.children(n)
		w.space = w.line.Len() > 0
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		w.breakLine()
		// Outlook's MsoNormal paragraphs are set without space between them:
		// lines, not paragraphs. An empty one is its blank line.
		tight := strings.Contains(attr(n, "class"), "Mso") || strings.Contains(style, "margin:0")
		if !tight {
			w.blankLine()
		}
		before := w.out.Len()
		w.children(n)
		w.breakLine()
		if w.out.Len() == before || !tight {
			w.blankLine()
		}
	case atom.Div, atom.Tr, atom.Section, atom.Article, atom.Header, atom.Footer, atom.Center, atom.Body, atom.Html,
		atom.Dl, atom.Address, atom.Form, atom.Tbody, atom.Thead, atom.Fieldset:
		w.breakLine()
		w.children(n)
		w.breakLine()
	case atom.Dt: // a term and what is said of it, on one line
		w.breakLine()
		w.children(n)
		if term := strings.TrimRight(w.line.String(), " "); term != "" && !strings.HasSuffix(term, ":") {
			w.line.WriteString(":")
		}
		w.space = true
	case atom.Dd:
		w.children(n)
		w.breakLine()
	case atom.Pre, atom.Textarea:
		w.breakLine()
		w.pre++
		w.children(n)
		w.pre--
		w.breakLine()
	case atom.A:
		w.link(n)
	default:
		w.children(n)
	}
}

// link writes the text of a link, and the address of a mailto link that the text leaves out.
func (w *layout) link(n *html.Node) {
	w.children(n)
	href := attr(n, "href")
	if len(href) > 7 && strings.EqualFold(href[:7], "mailto:") {
		address, _, _ := strings.Cut(href[7:], "?")
		if !strings.Contains(strings.ToLower(textOf(n)), strings.ToLower(address)) {
			w.text(" <" + address + ">")
		}
	}
}

// isSignature: the class or id by which Gmail, Outlook on the web and Thunderbird mark a signature.
func isSignature(n *html.Node) bool {
	class, id := attr(n, "class"), attr(n, "id")
	for c := range strings.FieldsSeq(class) {
		if c == "gmail_signature" || c == "moz-signature" || c == "protonmail_signature_block" {
			return true
		}
	}
	return strings.EqualFold(id, "Signature") || strings.EqualFold(id, "ms-outlook-mobile-signature") || strings.EqualFold(id, "x_Signature")
}

// isIndent: Gmail's "indent more" makes a blockquote whose border is taken away. What is
// quoted has a border, or says that it is cited.
func isIndent(blockquote *html.Node, style string) bool {
	return strings.Contains(style, "border:none") && !strings.EqualFold(attr(blockquote, "type"), "cite")
}

func (w *layout) marker() string {
	if len(w.lists) == 0 {
		return "- "
	}
	top := &w.lists[len(w.lists)-1]
	if *top < 0 {
		return "- "
	}
	*top++
	return itoa(*top) + ". "
}

func itoa(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return itoa(n/10) + string(rune('0'+n%10))
}

func (w *layout) text(s string) {
	if w.pre > 0 {
		for i, line := range strings.Split(s, "\n") {
			if i > 0 {
				w.endLine()
			}
			w.line.WriteString(line)
		}
		return
	}
	if s == "" {
		return
	}
	if strings.ContainsRune(" \t\r\n", rune(s[0])) {
		w.space = true
	}
	for i, word := range strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '\t' || r == '\n' || r == '\r' }) {
		if (i > 0 || w.space) && w.line.Len() > 0 && !strings.HasSuffix(w.line.String(), " ") {
			w.line.WriteByte(' ')
		}
		w.line.WriteString(word)
		w.space = false
	}
	last := s[len(s)-1]
	w.space = last == ' ' || last == '\n' || last == '\t' || last == '\r'
}

func (w *layout) endLine() {
	line := strings.TrimRight(w.line.String(), " \t\u00A0")
	if line == "--" {
		line = "-- "
	}
	w.line.Reset()
	w.space = false
	if line == "" {
		if w.blank++; w.blank > 1 {
			return
		}
	} else {
		w.blank = 0
	}
	if w.quote > 0 {
		w.out.WriteString(strings.Repeat(">", w.quote) + " ")
	}
	w.out.WriteString(line)
	w.out.WriteByte('\n')
}

// breakLine ends the line where one is begun.
func (w *layout) breakLine() {
	if strings.Trim(w.line.String(), " \u00A0") != "" {
		w.endLine()
		return
	}
	if w.line.Len() > 0 { // a line of no-break spaces only: the blank line of Outlook
		w.line.Reset()
		w.blankLine()
	}
	w.space = false
}

func (w *layout) blankLine() {
	if w.blank == 0 && w.out.Len() > 0 {
		w.line.Reset()
		w.endLine()
	}
}

func contains(n *html.Node, a atom.Atom, depth int) bool {
	if depth > maxDepth {
		return true
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.DataAtom == a || contains(c, a, depth+1) {
			return true
		}
	}
	return false
}

// textOf is the text of a node on one line.
func textOf(n *html.Node) string { return strings.Join(strings.Fields(layOut(n)), " ") }

// linesOf is the text of a node by its lines, without blank ones.
func linesOf(n *html.Node) []string {
	var out []string
	for line := range strings.Lines(layOut(n)) {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			out = append(out, line)
		}
	}
	return out
}

func layOut(n *html.Node) string {
	inner := &layout{}
	inner.children(n)
	inner.breakLine()
	return inner.out.String()
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}
