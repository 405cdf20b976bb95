// Package phrase looks for many phrases in a text, all at once: each message is searched for
// the hundreds that automatic answers, notices and disclaimers say in the languages they come in.
package phrase

import "strings"

// List is a list of phrases, prepared to be looked for.
type List struct {
	list []string
	// first is, by the hash of two bytes, one more than the index of the bucket of the
	// phrases that begin with them; 0 where none does.
	first   [1 << 10]uint16
	buckets [][]int
}

// Of prepares a list; each phrase has at least two bytes.
func Of(list ...string) *List {
	p := &List{list: list}
	for n, phrase := range list {
		h := digram(phrase[0], phrase[1])
		if p.first[h] == 0 {
			p.buckets = append(p.buckets, nil)
			p.first[h] = uint16(len(p.buckets))
		}
		b := &p.buckets[p.first[h]-1]
		*b = append(*b, n)
	}
	return p
}

func digram(a, b byte) int { return (int(a)<<5 ^ int(b)) & (1<<10 - 1) }

// Begins: s begins with one of the phrases.
func (p *List) Begins(s string) bool {
	for _, phrase := range p.list {
		if strings.HasPrefix(s, phrase) {
			return true
		}
	}
	return false
}

// In: one of the phrases stands in s.
func (p *List) In(s string) bool {
	found := false
	p.each(s, func(int) bool {
		found = true
		return false
	})
	return found
}

// Count tells how many of the phrases stand in s.
func (p *List) Count(s string) int {
	var seen [8]uint64 // a bit each of the first 512
	n := 0
	p.each(s, func(i int) bool {
		if i < 64*len(seen) && seen[i/64]&(1<<(i%64)) == 0 {
			seen[i/64] |= 1 << (i % 64)
			n++
		}
		return true
	})
	return n
}

// each calls found with the index of each phrase that stands in s, at each place, until
// it returns false.
func (p *List) each(s string, found func(int) bool) {
	for i := 0; i+1 < len(s); i++ {
		b := p.first[digram(s[i], s[i+1])]
		if b == 0 {
			continue
		}
		for _, n := range p.buckets[b-1] {
			if strings.HasPrefix(s[i:], p.list[n]) && !found(n) {
				return
			}
		}
	}
}
