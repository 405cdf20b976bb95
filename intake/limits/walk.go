package limits

import (
	"bytes"
	"slices"
	"strings"
)

// walk goes through a message line by line and keeps account of the parts that are open.
type walk struct {
	limits Limits
	parts  int
	// open are the multiparts around the present line, the outermost first.
	open []multipart
	// attached counts the messages around the present line, by the multipart that they lie in.
	attached int
	header   header
}

// multipart is one that is open, with how many attached messages were open where it began.
type multipart struct {
	boundary string
	attached int
}

// header is the one being read.
type header struct {
	reading      bool
	size, fields int
	contentType  strings.Builder
	inType       bool
}

func (w *walk) message(raw []byte) error {
	if err := w.part(); err != nil {
		return err
	}
	for len(raw) > 0 {
		line, rest, _ := bytes.Cut(raw, []byte("\n"))
		size := len(raw) - len(rest)
		raw = rest
		line = bytes.TrimSuffix(line, []byte("\r"))
		// A boundary ends a header too: parsers differ on whether an empty line must come first.
		ended, err := w.boundary(line)
		if err != nil {
			return err
		}
		if !ended && w.header.reading {
			if err := w.headerLine(line, size); err != nil {
				return err
			}
		}
	}
	return nil
}

// part begins a part with its header.
func (w *walk) part() error {
	w.parts++
	if w.parts > w.limits.Parts {
		return &Exceeded{What: "parts", Most: w.limits.Parts}
	}
	w.header = header{reading: true}
	return w.nesting()
}

func (w *walk) nesting() error {
	if len(w.open)+w.attached > w.limits.Nesting {
		return &Exceeded{What: "levels of parts within parts", Most: w.limits.Nesting}
	}
	return nil
}

// boundary reports whether a line is a boundary of a multipart that is open, the innermost first
// (RFC 2046 section 5.1.2), and goes on with what it begins or ends.
func (w *walk) boundary(line []byte) (is bool, err error) {
	if !bytes.HasPrefix(line, []byte("--")) {
		return false, nil
	}
	text := strings.TrimRight(string(line[2:]), " \t")
	for i := len(w.open) - 1; i >= 0; i-- {
		switch text {
		case w.open[i].boundary:
			w.attached = w.open[i].attached
			w.open = w.open[:i+1]
			return true, w.part()
		case w.open[i].boundary + "--":
			w.attached = w.open[i].attached
			w.open = w.open[:i]
			w.header = header{}
			return true, nil
		}
	}
	return false, nil
}

func (w *walk) headerLine(line []byte, size int) error {
	h := &w.header
	if h.size += size; h.size > w.limits.HeaderSize {
		return &Exceeded{What: "octets in a header", Most: w.limits.HeaderSize}
	}
	if len(line) == 0 {
		return w.endOfHeader()
	}
	if line[0] == ' ' || line[0] == '\t' {
		if h.inType {
			h.contentType.Write(line)
		}
		return nil
	}
	if h.fields++; h.fields > w.limits.HeaderFields {
		return &Exceeded{What: "header fields", Most: w.limits.HeaderFields}
	}
	name, value, _ := bytes.Cut(line, []byte(":"))
	if h.inType = strings.EqualFold(string(bytes.TrimSpace(name)), "Content-Type"); h.inType {
		// Of several the parsers take the first or the last: all are taken for true.
		h.contentType.WriteByte(';')
		h.contentType.Write(value)
	}
	return nil
}

func (w *walk) endOfHeader() error {
	contentType := w.header.contentType.String()
	w.header = header{}
	lower := strings.ToLower(contentType)
	if strings.Contains(lower, "multipart/") {
		for _, boundary := range boundaries(contentType, w.limits.Nesting+1) {
			w.open = append(w.open, multipart{boundary: boundary, attached: w.attached})
			// Each open one is compared with each line: their number must stay small.
			if err := w.nesting(); err != nil {
				return err
			}
		}
	}
	if strings.Contains(lower, "message/") && !strings.Contains(lower, "message/delivery-status") {
		w.attached++
		return w.part()
	}
	return nil
}

// boundaries are the values, at most so many, of the parameters that may be read as a boundary.
func boundaries(contentType string, most int) (found []string) {
	// Some letters outside of ASCII change their length with their case.
	contentType = strings.ToValidUTF8(contentType, "?")
	lower := strings.Map(asciiLower, contentType)
	for at := 0; len(found) < most; {
		i := strings.Index(lower[at:], "boundary")
		if i < 0 {
			break
		}
		at += i + len("boundary")
		value := strings.TrimLeft(contentType[at:], " \t*0123456789")
		if !strings.HasPrefix(value, "=") {
			continue
		}
		value = strings.TrimLeft(value[1:], " \t")
		if strings.HasPrefix(value, `"`) {
			value, _, _ = strings.Cut(value[1:], `"`)
		} else if end := strings.IndexAny(value, "; \t"); end >= 0 {
			value = value[:end]
		}
		if value = strings.TrimRight(value, " \t"); value != "" && !slices.Contains(found, value) {
			found = append(found, value)
		}
	}
	return found
}

func asciiLower(r rune) rune {
	if r >= 'A' && r <= 'Z' {
		return r + 'a' - 'A'
	}
	return r
}
