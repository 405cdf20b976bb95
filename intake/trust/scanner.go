package trust

import (
	"errors"
	"strings"
)

var (
	errOpenComment = errors.New("a comment is not closed")
	errOpenQuote   = errors.New("a quoted string is not closed")
)

// scanner reads the lexical tokens of structured header fields (RFC 5322 section 3.2). Its text is
// unfolded.
type scanner struct {
	text string
	at   int
}

func (s *scanner) done() bool { return s.at >= len(s.text) }

// skip passes white space and comments.
func (s *scanner) skip() error {
	for !s.done() {
		switch s.text[s.at] {
		case ' ', '\t', '\r', '\n':
			s.at++
		case '(':
			if err := s.comment(); err != nil {
				return err
			}
		default:
			return nil
		}
	}
	return nil
}

// comment passes one comment with those nested in it; it begins at its parenthesis.
func (s *scanner) comment() error {
	depth := 0
	for ; !s.done(); s.at++ {
		switch s.text[s.at] {
		case '\\':
			s.at++
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				s.at++
				return nil
			}
		}
	}
	return errOpenComment
}

// quotedString reads one, beginning at its quotation mark, and returns what it quotes.
func (s *scanner) quotedString() (string, error) {
	var text strings.Builder
	for s.at++; !s.done(); s.at++ {
		switch c := s.text[s.at]; c {
		case '\\':
			if s.at++; s.done() {
				return "", errOpenQuote
			}
			text.WriteByte(s.text[s.at])
		case '"':
			s.at++
			return text.String(), nil
		default:
			text.WriteByte(c)
		}
	}
	return "", errOpenQuote
}

// take passes c, after white space and comments, and reports whether it was there.
func (s *scanner) take(c byte) (bool, error) {
	if err := s.skip(); err != nil {
		return false, err
	}
	if s.done() || s.text[s.at] != c {
		return false, nil
	}
	s.at++
	return true, nil
}

// keyword reads letters, digits, hyphens and underscores, after white space and comments. It is
// returned in lower case.
func (s *scanner) keyword() (string, error) {
	if err := s.skip(); err != nil {
		return "", err
	}
	start := s.at
	for !s.done() && (isAlphanumeric(s.text[s.at]) || s.text[s.at] == '-' || s.text[s.at] == '_') {
		s.at++
	}
	return strings.ToLower(s.text[start:s.at]), nil
}

// value reads a value, after white space and comments: quoted strings and bare characters in any
// mixture up to white space, a comment or a semicolon, as in "odd name"@example.org.
func (s *scanner) value() (string, error) {
	if err := s.skip(); err != nil {
		return "", err
	}
	var text strings.Builder
	for !s.done() {
		switch c := s.text[s.at]; c {
		case '"':
			quoted, err := s.quotedString()
			if err != nil {
				return "", err
			}
			text.WriteString(quoted)
		case ' ', '\t', '\r', '\n', ';', '(':
			return text.String(), nil
		default:
			text.WriteByte(c)
			s.at++
		}
	}
	return text.String(), nil
}
