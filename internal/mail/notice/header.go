package notice

import (
	"bytes"
	"mime"
	"regexp"
	"strings"
	"unicode/utf8"
)

// encodedSubject writes the words of a subject that need it as encoded words (RFC 2047) and
// leaves the rest as it is, so that filters and people who look at the source can read it. Each
// encoded word is short enough to stand on the header's first line.
func encodedSubject(subject string) string {
	const most = 16 // bytes of text in an encoded word: up to three characters each, and 12 around
	var out, run []string
	flush := func() {
		text := strings.Join(run, " ")
		for text != "" {
			n := min(most, len(text))
			for n < len(text) && !utf8.RuneStart(text[n]) {
				n--
			}
			// The space between encoded words is not shown, so what is apart must be so inside.
			out = append(out, encodedWord(text[:n]))
			text = text[n:]
		}
		run = nil
	}
	for word := range strings.SplitSeq(subject, " ") {
		if plain(word) {
			flush()
			out = append(out, word)
			continue
		}
		run = append(run, word)
	}
	flush()
	return strings.Join(out, " ")
}

// plain reports whether a word can stand in a header as it is. One that looks like an encoded
// word cannot, nor one too long for a line.
func plain(word string) bool {
	if len(word) > 60 || strings.Contains(word, "=?") {
		return false
	}
	for i := range len(word) {
		if word[i] <= ' ' || word[i] > '~' {
			return false
		}
	}
	return true
}

// encodedWord encodes always, where mime.QEncoding leaves plain ASCII as it is.
func encodedWord(text string) string {
	if encoded := mime.QEncoding.Encode("utf-8", text); encoded != text {
		return encoded
	}
	return "=?utf-8?q?" + strings.NewReplacer("=", "=3D", "?", "=3F", "_", "=5F", " ", "_").Replace(text) + "?="
}

var emptyFirstLine = regexp.MustCompile(`(?m)^([A-Za-z-]+):\r\n ([^=])`)

// unfolded puts the first word of each header on the header's own line: where that word is
// long, as Message-IDs are, the composing library begins a new line before it, which RFC 5322
// allows and several programs misread. A line may have 998 characters; only encoded words must
// stay within 76.
func unfolded(raw []byte) []byte {
	end := bytes.Index(raw, []byte("\r\n\r\n"))
	if end < 0 {
		return raw
	}
	head := emptyFirstLine.ReplaceAll(raw[:end], []byte("$1: $2"))
	return append(head, raw[end:]...)
}
