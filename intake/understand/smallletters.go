package understand

import "strings"

// smallLetters takes the names that were typed without capitals for the guests'.
func (r *reader) smallLetters() {
	for _, m := range r.smallLetterNames() {
		d := newDraft()
		d.mentions, d.score = []*mention{&m}, 4
		r.nameFromMentions(d)
		r.guests = append(r.guests, d)
	}
}

// smallLetterNames are names in small letters: the one that the guest's address holds, or
// those that stand where names do.
func (r *reader) smallLetterNames() []mention {
	if m, ok := r.nameInAddress(); ok && len(m.words) > 1 {
		return []mention{m}
	}
	if ms := r.namesInSmall(); len(ms) > 0 {
		return ms
	}
	if m, ok := r.nameInAddress(); ok {
		return []mention{m}
	}
	return nil
}

var joinedUp = strings.NewReplacer("'", "", "-", "")

// nameInAddress finds a name that was typed without capitals by the guest's address:
// "my guest is called sinead o'malley … sinead.omalley@example.ie". The longest run of
// words that all stand in the address is the name.
func (r *reader) nameInAddress() (mention, bool) {
	for _, p := range r.proses {
		t := p.toks
		for i := range t {
			if t[i].kind != address || r.notGuestEmail(t[i].low) {
				continue
			}
			local, _, _ := strings.Cut(t[i].low, "@")
			inAddress := func(k int) bool {
				w := joinedUp.Replace(plainLetters(t[k].low))
				return t[k].kind == word && len(w) >= 3 && !closedClass[t[k].low] && strings.Contains(local, w)
			}
			begin, end := -1, -1
			for k := 0; k < len(t); k++ {
				n := k
				for n < len(t) && n < k+4 && t[n].para == t[k].para && inAddress(n) {
					n++
				}
				if n-k > end-begin {
					begin, end = k, n
				}
			}
			if begin < 0 || end == begin {
				continue
			}
			m := mention{prose: p, i: begin, j: end, score: 4, why: "the words stand in the address, too"}
			for k := begin; k < end; k++ {
				m.words = append(m.words, recase(strings.ToUpper(t[k].text)))
			}
			return m, true
		}
	}
	return mention{}, false
}

// namesInSmall finds names of two or more words that are none of the language's, where
// a name stands ("my student, dmitri sokolovsky,", "extend tom becker (tb300)").
func (r *reader) namesInSmall() []mention {
	var out []mention
	for _, p := range r.proses {
		if p.subject {
			continue
		}
		typed := p.typedSmall()
		for k := 0; k < len(p.toks); k++ {
			j := p.smallRun(k)
			if j == 0 || !p.ownedSmall(k, j) && !(typed && k > 0 && p.introducesSmall(k, j)) {
				continue
			}
			m := mention{prose: p, i: k, j: j, score: 4, why: "a name in small letters"}
			for _, w := range p.toks[k:j] {
				if particles[w.low] {
					m.words = append(m.words, w.text)
				} else {
					m.words = append(m.words, recase(strings.ToUpper(w.text)))
				}
			}
			out = append(out, m)
			k = j
		}
	}
	return out
}

// typedSmall: most sentences begin with a small letter.
func (p *prose) typedSmall() bool {
	small, large := 0, 0
	for i := range p.toks {
		switch t := &p.toks[i]; {
		case !t.first || t.kind != word:
		case t.capital:
			large++
		default:
			small++
		}
	}
	return small > large
}

// smallRun gives the end of a run of two to four words, and particles between them,
// that begins at token k and can be a name; else 0.
func (p *prose) smallRun(k int) int {
	t := p.toks
	n, j := 0, k
	for j < len(t) && n < 5 && t[j].sentence == t[k].sentence && (maybeName(&t[j]) || j == k && ambiguousName[t[j].low] && t[j].lex == 0 || j > k && particles[t[j].low] && !t[j].is("i", "y", "e")) {
		if !particles[t[j].low] {
			n++
		}
		j++
	}
	if n < 2 || n > 4 || particles[t[j-1].low] {
		return 0
	}
	return j
}

// maybeName: a small-letter word that this trade and the grammar know nothing of.
func maybeName(t *token) bool {
	return t.kind == word && !t.capital && len(t.low) > 1 && t.lex == 0 && !closedClass[t.low] && !notNames[t.low] && !roleHead(t.low) && !roleModifiers[t.low] && !orgWords[t.low] && !hostNouns[t.low] && !dropLeft[t.low] && !strings.ContainsAny(t.low, "0123456789_.")
}

// ownedSmall: behind the words [k, j) stands what only a person has: an address or account
// ID, "'s account", or after "for" a pronoun ("an account for tom becker, he is …").
func (p *prose) ownedSmall(k, j int) bool {
	t := p.toks
	at := func(i int) *token {
		if i < 0 || i >= len(t) || t[i].para != t[k].para {
			return none
		}
		return &t[i]
	}
	n := j
	if at(n).is("(", ",", "-", "–") {
		n++
	}
	switch {
	case at(n).kind == address && at(j).is("(", ",") && at(k-1).has(vExtend|vEnd|vEnrol|vRevive), p.isAccountID(n) && at(n) != none:
		return true
	case at(j).low == "'s" && (at(j+1).has(nAccount|nExtension|nActivate) || at(j+2).has(nAccount)):
		return true
	case at(k-1).is("for", "of") && at(k-2).has(nAccount|nExtension|nActivate):
		return at(n).kind == address || at(j).low == "," && at(n).is("he", "she", "who", "he's", "she's")
	}
	return false
}

// introducesSmall: a word for guests stands before the words [k, j), and the phrase ends
// behind them. That says little where the writer uses capitals ("our postdoc, freshly
// arrived,").
func (p *prose) introducesSmall(k, j int) bool {
	t := p.toks
	b1, b2 := &t[k-1], none
	if k > 1 {
		b2 = &t[k-2]
	}
	ends := j == len(t) || t[j].para != t[k].para || t[j].kind != word || p.isAccountID(j) || arrivalVerbs[t[j].low] || t[j].is("from", "of", "at", "until", "through", "till")
	if b1.para != t[k].para || !ends {
		return false
	}
	if b1.low == ":" && nearFunc(t, k-1, 4, guestNoun) {
		return true // "new postdoc coming: …"
	}
	return b1.is("named", "called") || b1.low == "is" && b2.low == "name" || guestNoun(b1.low) || b1.kind == punct && b1.low != "." && guestNoun(b2.low)
}

// nearFunc: one of the n words before token k, in its sentence, is such a one.
func nearFunc(t []token, k, n int, is func(string) bool) bool {
	for i := k - 1; i >= max(0, k-n) && t[i].sentence == t[k].sentence; i-- {
		if is(t[i].low) {
			return true
		}
	}
	return false
}
