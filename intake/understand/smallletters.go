package understand

import "strings"

// smallLetters takes a name that was typed without capitals for the guest's.
func (r *reader) smallLetters() {
	m, ok := r.smallLetterName()
	if !ok {
		return
	}
	d := newDraft()
	d.mentions, d.score = []*mention{&m}, 4
	r.nameFromMentions(d)
	r.guests = append(r.guests, d)
}

// smallLetterName is a name in small letters: one that the guest's address holds, or
// one that a word for guests introduces.
func (r *reader) smallLetterName() (mention, bool) {
	if m, ok := r.nameInAddress(); ok {
		return m, true
	}
	return r.nameInSmall()
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

// nameInSmall finds the name in the mail of somebody who types no capitals at all: two
// or more words that are none of the language's, where a name stands ("my student,
// dmitri sokolovsky,", "an account for jan van der meer (…").
func (r *reader) nameInSmall() (mention, bool) {
	for _, p := range r.proses {
		if p.subject || !p.typedSmall() {
			continue
		}
		for k := 1; k < len(p.toks); k++ {
			j := p.smallRun(k)
			if j == 0 || !p.introducesSmall(k, j) {
				continue
			}
			m := mention{prose: p, i: k, j: j, score: 4, why: "a name in small letters, as the writer types"}
			for _, w := range p.toks[k:j] {
				if particles[w.low] {
					m.words = append(m.words, w.text)
				} else {
					m.words = append(m.words, recase(strings.ToUpper(w.text)))
				}
			}
			return m, true
		}
	}
	return mention{}, false
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

// introducesSmall: what stands before the words [k, j) and behind them makes them a
// guest's name. After "for" and "of" an account must go before and an address or
// account ID follow, for things stand there as often.
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
	switch {
	case b1.is("named", "called"), b1.low == "is" && b2.low == "name", guestNoun(b1.low), b1.kind == punct && b1.low != "." && guestNoun(b2.low):
		return true
	case b1.is("for", "of"):
		account := false
		for n := k - 2; n >= 0 && n >= k-4; n-- {
			account = account || t[n].has(nAccount|nExtension|nActivate)
		}
		for n := j; account && n < min(len(t), j+3); n++ {
			if t[n].kind == address || p.isAccountID(n) {
				return true
			}
		}
	}
	return false
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
