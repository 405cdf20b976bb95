package trust

import (
	"bytes"
	"errors"
	"strings"
)

// field is one header field, unfolded.
type field struct{ name, value string }

var (
	errBareCR = errors.New("the header has a carriage return without a line feed, which programs read differently")
	errNUL    = errors.New("the header has a NUL octet, which programs read differently")
	errLine   = errors.New("the header has a line that is no field, which programs read differently")
)

// readHeader takes the header apart. It refuses what our mail server, which computed DMARC, and we
// might read differently: a sender could show one From to it and another to us.
func readHeader(raw []byte) (fields []field, err error) {
	for len(raw) > 0 {
		line, rest, _ := bytes.Cut(raw, []byte("\n"))
		raw = rest
		line = bytes.TrimSuffix(line, []byte("\r"))
		switch {
		case len(line) == 0:
			return fields, nil
		case bytes.IndexByte(line, '\r') >= 0:
			return nil, errBareCR
		case bytes.IndexByte(line, 0) >= 0:
			return nil, errNUL
		case line[0] == ' ' || line[0] == '\t':
			if len(fields) == 0 {
				return nil, errLine
			}
			// Unfolding removes the line end alone (RFC 5322 section 2.2.3).
			fields[len(fields)-1].value += string(line)
			continue
		}
		name, value, ok := strings.Cut(string(line), ":")
		// White space before the colon is obsolete syntax and still a field (section 4.5).
		name = strings.TrimRight(name, " \t")
		if !ok || !isFieldName(name) {
			return nil, errLine
		}
		fields = append(fields, field{name: name, value: value})
	}
	return fields, nil
}

func isFieldName(name string) bool {
	for i := range len(name) {
		if name[i] <= ' ' || name[i] > '~' {
			return false
		}
	}
	return name != ""
}

func values(fields []field, name string) (values []string) {
	for _, f := range fields {
		if strings.EqualFold(f.name, name) {
			values = append(values, f.value)
		}
	}
	return values
}
