package understand

import (
	"regexp"
	"slices"
	"strings"
)

// A message may ask for several things that are not alike: one request is approved and another
// declined, one guest's account ends and another's goes on. A reading has one intent, so such a
// message is cut where one thing ends and the next begins, and each piece is read by itself as
// what it asks for. The cuts are those of grammar: a sentence, a semicolon, a comma or conjunction
// between clauses. Where it can't be told which thing is meant for whom, the message is tangled,
// and whoever acts must ask.

// readWishes fills in Wishes and Tangled.
func (r *reader) readWishes() {
	switch r.out.Intent {
	case Approve, Deny, RequestAccount, RequestExtension, EndAccount, ResendActivation:
	default:
		return
	}
	if r.only != "" || len(r.regions) == 0 || r.regions[0].fwd || r.regions[0].attach {
		return
	}
	list := r.clauses()
	knotted := false
	for _, c := range list {
		if c.deed != NoIntent {
			r.out.Objects = append(r.out.Objects, c.names...)
		}
		knotted = knotted || c.both || decision(r.out.Intent) && (c.aside || len(c.numbers) > 1 && c.verbs > 1)
	}
	pieces, tangled := r.pieces(list)
	tangled = tangled || knotted || !decision(r.out.Intent) && sparesSomebody(list)
	switch {
	case tangled:
		r.out.Tangled = true
	case len(pieces) > 1 && r.differ(pieces):
		r.readPieces(pieces)
	}
}

// sparesSomebody: something is not to be done to somebody, and to be done to somebody else ("please
// do not extend Mei; extend Jane until June").
func sparesSomebody(list []*clause) bool {
	var asked, spared []string
	for _, c := range list {
		switch {
		case c.negated:
			spared = append(spared, c.names...)
		case c.deed != NoIntent:
			asked = append(asked, c.names...)
		}
	}
	return len(asked) > 0 && slices.ContainsFunc(spared, func(name string) bool {
		return !slices.ContainsFunc(asked, func(other string) bool { return sameName(strings.Fields(name), strings.Fields(other)) })
	})
}

// namePeople lists who is named, so that nobody is overlooked whom the reading did not take.
func (r *reader) namePeople() {
	for _, p := range r.proses {
		if p.region.fwd {
			continue
		}
		for i := range p.region.mentions {
			m := &p.region.mentions[i]
			if name := strings.Join(m.words, " "); m.prose == p && !m.nobody && !slices.Contains(r.out.People, name) {
				r.out.People = append(r.out.People, name)
			}
		}
	}
}

// differ: the pieces are not one thing asked for several: they ask for different things, or each
// for its own guest's own day where the whole was not read so.
func (r *reader) differ(pieces []*piece) bool {
	dated := 0
	for _, w := range pieces {
		if w.deed != pieces[0].deed {
			return true
		}
		if w.days > 0 {
			dated++
		}
	}
	if dated == 0 {
		return false
	}
	if decision(pieces[0].deed) {
		return true
	}
	return dated == len(pieces) && len(r.out.Guests) < len(pieces)
}

// readPieces reads each piece by itself, those that are alike and stand together as one.
func (r *reader) readPieces(pieces []*piece) {
	type stretch struct {
		deed Intent
		from int
	}
	var cut []stretch
	alike := true
	for _, w := range pieces {
		alike = alike && w.deed == pieces[0].deed
	}
	for _, w := range pieces {
		if n := len(cut); n > 0 && cut[n-1].deed == w.deed && !alike && !decision(w.deed) {
			continue
		}
		c := w.clauses[0]
		cut = append(cut, stretch{w.deed, c.p.toks[c.i].start})
	}
	text := r.regions[0].text
	wishes := make([]Reading, 0, len(cut))
	for n, s := range cut {
		from, to := 0, len(text)
		if n > 0 {
			from = s.from
		}
		if n+1 < len(cut) {
			to = cut[n+1].from
		}
		wishes = append(wishes, r.readPiece(seams.ReplaceAllString(text[from:to], ""), s.deed))
	}
	r.settleWishes(wishes)
}

// seams are what joined a piece to the next.
var seams = regexp.MustCompile(`[\s,;–—&]+(and|but|while|whereas)?\s*$`)

// readPiece reads a stretch of the text as a message of its own: from the same sender, in answer
// to the same mail, and of which it is known what it asks.
func (r *reader) readPiece(text string, deed Intent) Reading {
	m := *r.m
	m.Text = text
	if r.subjectOwn {
		m.Subject = "" // it speaks of the whole
	}
	if deed != RequestAccount {
		m.Attachments = nil
	}
	again := newReader(&m, r.opts)
	again.only = deed
	again.segment()
	again.sender()
	again.understand()
	again.finish()
	out := again.out
	out.Screen, out.ScreenReason, out.Sender, out.Reply, out.Unread = r.out.Screen, r.out.ScreenReason, r.out.Sender, r.out.Reply, r.out.Unread
	out.SponsorHUID, out.SponsorName = r.out.SponsorHUID, r.out.SponsorName
	out.Route, out.RouteReason = r.routeFor(deed)
	return out
}

// routeFor is the route of what a piece asks for: the signature, which is under the last of them
// alone, tells of all.
func (r *reader) routeFor(deed Intent) (Route, string) {
	before := r.out
	defer func() { r.out = before }()
	r.out.Intent, r.out.Route, r.out.RouteReason = deed, HMS, ""
	r.routeOf()
	return r.out.Route, r.out.RouteReason
}

// settleWishes keeps the wishes where each says whom it is for, and nobody is in two of them.
func (r *reader) settleWishes(wishes []Reading) {
	var kept []Reading
	for _, w := range wishes {
		named := namesSomebody(w)
		switch {
		case named, decision(w.Intent) && len(w.RequestNumbers) > 0:
			kept = append(kept, w)
		case w.Intent == RequestAccount || w.Intent == ResendActivation:
			// "she needs an account", "the code": about what the others are about
		default:
			r.out.Tangled = true
			return
		}
	}
	for n, w := range kept {
		for k, other := range kept[:n] {
			if !shareGuest(w, other) {
				continue
			}
			if w.Intent == RequestAccount || other.Intent == RequestAccount {
				// a guest whose account is extended "needs an account": no second wish
				drop := n
				if other.Intent == RequestAccount {
					drop = k
				}
				r.settleWishes(slices.Delete(slices.Clone(kept), drop, drop+1))
				return
			}
			r.out.Tangled = true
			return
		}
	}
	if len(kept) < 2 {
		return
	}
	if len(r.regions) > 1 && kept[len(kept)-1].Intent != RequestAccount {
		r.out.Tangled = true // whose the forwarded or attached details are can't be told
		return
	}
	r.out.Wishes = kept
}

func namesSomebody(w Reading) bool {
	for _, g := range w.Guests {
		if g.GivenName != nil || g.FamilyName != nil || g.Email != nil || g.HUID != nil || g.AccountID != nil {
			return true
		}
	}
	return false
}

// shareGuest: a number or a person stands in both.
func shareGuest(a, b Reading) bool {
	for _, n := range a.RequestNumbers {
		if slices.Contains(b.RequestNumbers, n) {
			return true
		}
	}
	for _, g := range a.Guests {
		for _, h := range b.Guests {
			name, other := wordsOf(g), wordsOf(h)
			if len(name) > 0 && sameName(name, other) || g.AccountID != nil && h.AccountID != nil && *g.AccountID == *h.AccountID {
				return true
			}
		}
	}
	return false
}

func wordsOf(g Guest) []string {
	var out []string
	for _, part := range []*string{g.GivenName, g.FamilyName} {
		if part != nil {
			out = append(out, strings.Fields(*part)...)
		}
	}
	return out
}
