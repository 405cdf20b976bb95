package understand

import (
	"slices"
	"strings"
)

// understand reads what the screen accepted.
func (r *reader) understand() {
	r.readContext()
	r.readForms()
	r.tokenizeAll()
	r.whoWrites()
	r.findPeople()
	if r.only != "" {
		r.out.Intent, r.out.IntentReason = r.only, "this part of the message asks for it"
	} else {
		r.readIntent()
	}
	switch r.out.Intent {
	case RequestExtension:
		r.kind = kindExtension
	case EndAccount:
		r.kind = kindEnd
	}
	if r.out.Intent != NoIntent && r.out.Intent != Help {
		r.collectGuests()
	}
	r.readSponsor()
	r.nameSponsor()
	r.routeOf()
	if r.out.Intent == Approve || r.out.Intent == Deny {
		r.out.DecisionNote = r.decisionNote()
	}
	r.findMissing()
	for _, p := range r.proses {
		for k := range p.toks {
			if n := requestNumber(p.toks, k); n != "" && !p.region.fwd && !slices.Contains(r.out.RequestNumbers, n) {
				r.out.RequestNumbers = append(r.out.RequestNumbers, n)
			}
		}
	}
	r.namePeople()
	r.readWishes()
}

// readForms takes tables and labelled lines out of every region before what remains
// is read as prose.
func (r *reader) readForms() {
	for _, g := range r.regions {
		var f form
		if g.file != "" && isTableFile(g.file, g.text) {
			f = readCSV(g)
		}
		if f.labels == 0 {
			f = readTables(g)
			f.join(readForm(g, f.labels > 0))
		}
		if f.labels > 0 && !f.unfilled() {
			r.forms = append(r.forms, f)
		}
	}
	r.joinForms()
}

// tokenizeAll makes prose of the subject (where it is the sender's own) and of what
// is left of every region.
func (r *reader) tokenizeAll() {
	if r.m.Subject != "" {
		text := bareSubject(r.m.Subject)
		lines := splitLines(text)
		g := &region{source: 0, text: r.m.Subject, lines: lines, to: len(lines), writer: person{name: r.m.Sender().Name, email: r.m.Sender().Email}}
		if off := strings.LastIndex(r.m.Subject, text); off > 0 {
			for i := range lines {
				lines[i].start += off
				lines[i].end += off
			}
		}
		if r.subjectOwn {
			p := newProse(g, tokenize(g.text, g.lines, func(*line) bool { return true }), r.today)
			p.subject = true
			r.proses = append(r.proses, p)
		}
	}
	for _, g := range r.regions {
		toks := tokenize(g.text, g.lines[g.from:g.to], func(l *line) bool { return (l.kind == Own || l.kind == Blank) && !l.form })
		if len(toks) == 0 {
			continue
		}
		r.proses = append(r.proses, newProse(g, toks, r.today))
	}
}

// whoWrites decides whether the sender is the guest (and so "I" means the guest).
func (r *reader) whoWrites() {
	sender := r.m.Sender()
	signs, presents := 0, false
	for _, p := range r.proses {
		if p.region.fwd {
			// A forwarded author who speaks of coming is the guest.
			w := p.region.writer.email
			p.self = w != "" && !harvardStaff(w) && p.speaksAsGuest() >= 1
			continue
		}
		if !harvardStaff(sender.Email) {
			signs += p.speaksAsGuest()
			presents = presents || p.presents(person{name: sender.Name})
		}
	}
	if signs > 0 && presents {
		signs++
	}
	r.self = signs >= 2
	for _, p := range r.proses {
		if !p.region.fwd {
			p.self = r.self
		}
	}
	for _, g := range r.regions {
		r.delegate = r.delegate || !g.fwd && g.assistsSponsor()
	}
}

// findPeople finds the names in all prose and judges them.
func (r *reader) findPeople() {
	if !r.self {
		r.others = append(r.others, person{name: r.out.Sender.Name, email: r.out.Sender.Email})
	}
	for _, a := range append(append(r.m.To[:len(r.m.To):len(r.m.To)], r.m.Cc...), r.m.ReplyTo...) {
		// a copy to the guest is no reason to take them for somebody else
		if harvardStaff(a.Email) || r.isOwn(a.Email) {
			r.others = append(r.others, person{name: a.Name, email: a.Email})
		}
	}
	for _, f := range r.forms {
		for _, c := range f.sponsor {
			if c.label.field == fieldName && personName(c.value) {
				r.others = append(r.others, person{name: c.value})
			}
		}
	}
	for _, g := range r.regions {
		if g.fwd && (harvardStaff(g.writer.email)) {
			r.others = append(r.others, g.writer)
		}
	}
	for _, p := range r.proses {
		ms := findMentions(p)
		for i := range ms {
			ms[i].prose = p
			p.judge(&ms[i], r.others, p.self)
		}
		p.coordinate(ms)
		p.region.mentions = append(p.region.mentions, ms...)
	}
	r.spreadSponsor()
	r.whoDelegates()
}

func (r *reader) notGuestEmail(email string) bool {
	if r.isOwn(email) || harvardStaff(email) {
		return true
	}
	if strings.EqualFold(email, r.m.Sender().Email) && !r.self {
		return true
	}
	for _, a := range append(append(r.m.To[:len(r.m.To):len(r.m.To)], r.m.Cc...), r.m.ReplyTo...) {
		if a.Email == email && strings.HasSuffix(email, "harvard.edu") {
			return true
		}
	}
	for _, a := range r.opts.AcademicAffairs {
		if strings.EqualFold(a, email) {
			return true
		}
	}
	return false
}

// findMissing names what must be known before the request can be acted on.
func (r *reader) findMissing() {
	missing := map[string]bool{}
	switch r.out.Intent {
	case RequestAccount:
		if len(r.out.Guests) == 0 {
			for _, k := range []string{"given_name", "family_name", "email", "expires_on"} {
				missing[k] = true
			}
		}
		for _, g := range r.out.Guests {
			missing["given_name"] = missing["given_name"] || g.GivenName == nil
			missing["family_name"] = missing["family_name"] || g.FamilyName == nil
			missing["email"] = missing["email"] || g.Email == nil
			missing["expires_on"] = missing["expires_on"] || g.ExpiresOn == nil
		}
	case RequestExtension:
		if len(r.out.Guests) == 0 {
			missing["expires_on"] = true
		}
		for _, g := range r.out.Guests {
			missing["expires_on"] = missing["expires_on"] || g.ExpiresOn == nil
		}
		missing["guest"] = !r.guestNamed()
	case EndAccount, ResendActivation:
		missing["guest"] = !r.guestNamed()
	}
	for _, k := range []string{"given_name", "family_name", "email", "expires_on", "guest"} {
		if missing[k] {
			r.out.Missing = append(r.out.Missing, k)
		}
	}
}

// guestNamed: any name, address, Harvard ID or account ID names a guest; a reply to
// one of our notices has its guest there.
func (r *reader) guestNamed() bool {
	if r.context == toNotice || r.context == toActivation || r.context == toCreated || r.context == toAsk {
		return true
	}
	for _, g := range r.out.Guests {
		if g.named() {
			return true
		}
	}
	return false
}

// inSentence: one of the words comes after token k in its sentence.
func inSentence(t []token, k int, words ...string) bool {
	for n := k; n < len(t) && t[n].sentence == t[k].sentence; n++ {
		if t[n].is(words...) {
			return true
		}
	}
	return false
}
