package understand

// prose is the running text of one region, in tokens.
type prose struct {
	region          *region
	toks            []token
	subject         bool // the message's subject line
	self            bool // first person means the guest
	delegate        bool // first person means somebody who writes for the sponsor
	orgs            []org
	weighed         []*sentence // the sentences, in order, once it was read what they ask for
	emails, numbers findings
	periods         [3]findings // by kind
	dates           []dateExpr
}

func newProse(r *region, toks []token, today Day) *prose {
	p := &prose{region: r, toks: toks}
	p.orgs = findOrgs(toks)
	for i := 0; i < len(toks); {
		if e, ok := dateAt(toks, i, today); ok {
			n := len(p.dates) - 1
			if n >= 0 && e.describes(toks, p.dates[n]) {
				i = e.j
				continue
			}
			if n >= 0 && p.dates[n].spelledOut(toks, e, today) {
				e.i, p.dates = p.dates[n].i, p.dates[:n]
			}
			p.dates = append(p.dates, e)
			for k := e.i; k < e.j; k++ {
				if toks[k].low == "may" {
					toks[k].lex &^= gModal | gMaybe // the month
				}
			}
			i = e.j
			continue
		}
		i++
	}
	return p
}

func (p *prose) span(i, j int) Span {
	if i >= j || i < 0 || j > len(p.toks) {
		return Span{Source: p.region.source}
	}
	return Span{Source: p.region.source, Start: p.toks[i].start, End: p.toks[j-1].end}
}

// textOf is the source's text from token i to token j.
func (p *prose) textOf(i, j int) string {
	s := p.span(i, j)
	return p.region.text[s.Start:s.End]
}

// sentenceStart gives the first token of the sentence that token i is in.
func (p *prose) sentenceStart(i int) int {
	for i > 0 && p.toks[i-1].sentence == p.toks[i].sentence {
		i--
	}
	return i
}

// sentenceEnd gives one past its last token.
func (p *prose) sentenceEnd(i int) int {
	for i < len(p.toks) && p.toks[i].sentence == p.toks[min(i, len(p.toks)-1)].sentence {
		if i+1 >= len(p.toks) || p.toks[i+1].sentence != p.toks[i].sentence {
			return i + 1
		}
		i++
	}
	return i
}

// findings are looked for once: to tell what a message asks for, and to fill in the guests.
type findings struct {
	list []finding
	read bool
}

func (f *findings) once(find func() []finding) []finding {
	if !f.read {
		f.list, f.read = find(), true
	}
	return f.list
}
