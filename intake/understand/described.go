package understand

// filled counts the fields of a form that somebody wrote something into.
func (r *record) filled() int {
	n := 0
	for _, c := range r.cells {
		if c.label.field != fieldOther && !blankValue(c.value) {
			n++
		}
	}
	return n
}

// describes: the fields are those of a guest who is to come: a name, and two of where
// from, when and how to reach them.
func (r *record) describes() bool {
	n := 0
	for _, c := range r.cells {
		switch c.label.field {
		case fieldEmail, fieldStart, fieldDates, fieldAffiliation, fieldHSR, fieldRole, fieldEnd, fieldFrom:
			n++
		}
	}
	return n >= 2 && (r.has(fieldName) || r.has(fieldGiven) || r.has(fieldFamily))
}

// blankForm: a form for a guest stands in the message, and nothing is written into it.
func (r *reader) blankForm() bool {
	blank := false
	for _, f := range r.forms {
		for _, g := range f.guests {
			if g.filled() > 0 {
				return false
			}
			blank = blank || g.describes()
		}
	}
	return blank
}

// detailsGiven: the message gives a guest's name and an address or a first day.
func (r *reader) detailsGiven() bool {
	named, detail := false, false
	for _, p := range r.proses {
		for i := range p.region.mentions {
			m := &p.region.mentions[i]
			named = named || m.prose == p && !m.nobody && m.score >= 3
		}
		detail = detail || len(p.emailEvidence(r.notGuestEmail)) > 0
	}
	for _, f := range r.forms {
		named = named || len(f.guests) > 0
		detail = detail || len(f.guests) > 0
	}
	return named && detail
}

// answersQuestions: the message gives a guest's address or days, as who answers a list
// of questions does: without a sentence around them.
func (r *reader) answersQuestions() bool {
	for _, f := range r.forms {
		for _, g := range f.guests {
			if g.filled() > 0 {
				return true
			}
		}
	}
	for _, p := range r.proses {
		if !p.region.fwd && (len(p.emailEvidence(r.notGuestEmail)) > 0 || len(p.dates) > 1) {
			return true
		}
	}
	return false
}

// givesRole: a sponsored role's number stands in the own words.
func (r *reader) givesRole() bool {
	for _, p := range r.proses {
		for _, f := range p.numberEvidence() {
			if f.field == fieldHSR && !p.region.fwd {
				return true
			}
		}
	}
	return false
}

// givesDetail: a day, or a sponsored role's or a person's number, stands in the own words.
func (r *reader) givesDetail() bool {
	for _, p := range r.proses {
		if !p.region.fwd && (len(p.dates) > 0 || len(p.numberEvidence()) > 0) {
			return true
		}
	}
	return false
}

// traits are what the own words say of a guest.
type traits struct{ named, email, role, start, ahead bool }

// described collects what the own words say of a guest: ahead is a first day that is
// yet to come. Whom the message that is answered names is no new guest.
func (r *reader) described() traits {
	var d traits
	answers := r.context != notReply
	for _, p := range r.proses {
		if p.region.fwd {
			continue
		}
		for i := range p.region.mentions {
			m := &p.region.mentions[i]
			d.named = d.named || m.prose == p && !m.nobody && m.score >= 3 && !(answers && r.quoted(m.words))
		}
		d.email = d.email || len(p.emailEvidence(r.notGuestEmail)) > 0
		for _, f := range p.numberEvidence() {
			d.role = d.role || f.field == fieldHSR
		}
		for _, f := range p.periodEvidence(kindRequest, r.today) {
			d.start = d.start || f.field == fieldStart
			d.ahead = d.ahead || f.field == fieldStart && !f.day.Before(r.today)
		}
	}
	if !d.named && d.email && !answers {
		ms := r.smallLetterNames()
		d.named = len(ms) > 0 && len(ms[0].words) > 1
	}
	return d
}

// guest: a named person, and two of address, first day and sponsored role.
func (d traits) guest() bool {
	return d.named && (d.email && d.start || d.email && d.role || d.role && d.start)
}

// newcomer: a named person who is yet to come, with an address or a sponsored role.
func (d traits) newcomer() bool { return d.named && d.ahead && (d.email || d.role) }

// goesOn: an existing account is named by its ID, and a day until which something is to last.
func (r *reader) goesOn() bool {
	account, until := false, false
	for _, p := range r.proses {
		if p.region.fwd {
			continue
		}
		for i := range p.toks {
			account = account || p.isAccountID(i)
		}
		for _, f := range p.periodEvidence(kindExtension, r.today) {
			until = until || f.field == fieldEnd && f.strength >= 4 && r.today.Before(f.day)
		}
	}
	return account && until
}
