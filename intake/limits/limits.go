// Package limits bounds what a message may cost to parse, before anything parses it: a message of
// a few kilobytes can hold parts within parts by the thousand. It reads the structure alone and
// decodes nothing, in time that grows with the message's length.
package limits

import "fmt"

// Limits are the most that a message may have. Zero values mean the defaults.
type Limits struct {
	// Size is of the whole message, in octets; default 25 MB.
	Size int
	// HeaderSize is of one header, the message's or a part's, in octets; default 256 KB.
	HeaderSize int
	// HeaderFields is how many fields one header has; default 1000.
	HeaderFields int
	// Parts counts the leaves and branches of the whole message, attached messages included;
	// default 200.
	Parts int
	// Nesting is how deep parts and attached messages lie in one another; default 12.
	Nesting int
}

func (l Limits) withDefaults() Limits {
	for field, value := range map[*int]int{
		&l.Size: 25 << 20, &l.HeaderSize: 256 << 10, &l.HeaderFields: 1000, &l.Parts: 200, &l.Nesting: 12,
	} {
		if *field <= 0 {
			*field = value
		}
	}
	return l
}

// Exceeded says which limit a message goes beyond.
type Exceeded struct {
	// What is the limit in words: "parts".
	What string
	// Most is the limit.
	Most int
}

func (e *Exceeded) Error() string {
	return fmt.Sprintf("the message has more %s than the %d allowed", e.What, e.Most)
}

// Check returns an *Exceeded for the first limit that the raw message goes beyond, else nil.
func Check(raw []byte, l Limits) error {
	l = l.withDefaults()
	if len(raw) > l.Size {
		return &Exceeded{What: "octets", Most: l.Size}
	}
	w := walk{limits: l}
	return w.message(raw)
}
