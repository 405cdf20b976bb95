package understand

import "sort"

// choose takes for each guest and field the surest evidence; of equally sure ones the
// first, but of sponsored roles the last.
func (r *reader) choose() {
	for _, d := range r.guests {
		for _, f := range []field{fieldEmail, fieldAffiliation, fieldRole, fieldHUID, fieldHSR, fieldAccount, fieldStart, fieldEnd, fieldNowEnds, fieldLength} {
			var best finding
			ok := false
			for _, g := range d.findings[f] {
				later := f == fieldHSR
				if !ok || g.strength > best.strength || later && g.strength == best.strength {
					best, ok = g, true
				}
			}
			if ok && best.strength > 0 {
				d.best[f] = best
			}
		}
		r.settleDates(d)
		r.settleName(d)
	}
}

func (r *reader) ask(question string) {
	for _, q := range r.out.Questions {
		if q == question {
			return
		}
	}
	r.out.Questions = append(r.out.Questions, question)
}

// emit turns the drafts into guests. A guest of whom nothing is known is left out.
func (r *reader) emit() {
	for _, d := range r.guests {
		var g Guest
		g.GivenName, g.FamilyName = text(d.name.given), text(d.name.family)
		g.Email = text(d.best[fieldEmail].text)
		g.Affiliation = text(d.best[fieldAffiliation].text)
		g.Role = text(d.best[fieldRole].text)
		g.HUID = text(d.best[fieldHUID].text)
		g.HSR = text(d.best[fieldHSR].text)
		g.AccountID = text(d.best[fieldAccount].text)
		if f, ok := d.best[fieldStart]; ok && r.out.Intent != RequestExtension && r.out.Intent != EndAccount {
			day := f.day
			g.StartsOn = &day
		}
		if f, ok := d.best[fieldEnd]; ok && r.out.Intent != ResendActivation {
			day := f.day
			g.ExpiresOn = &day
		}
		if g == (Guest{}) {
			continue
		}
		if days := (Guest{StartsOn: g.StartsOn, ExpiresOn: g.ExpiresOn}); (r.out.Intent == Status || r.out.Intent == Deny) && g == days {
			continue // "which of them end before September" is about no one guest; a refusal gives no days
		}
		if r.asksAfterAll() && g.FamilyName == nil && g.Email == nil && g.HUID == nil && g.AccountID == nil {
			continue // "who are my guests? The auditors come on Monday", "I leave for Kenya"
		}
		n := len(r.out.Guests)
		r.out.Guests = append(r.out.Guests, g)
		r.record(d, n)
	}
}

// named: somebody is meant, and not just anybody of some description.
func (g *Guest) named() bool {
	return g.GivenName != nil || g.FamilyName != nil || g.Email != nil || g.HUID != nil || g.AccountID != nil
}

func text(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// record keeps the evidence of a guest for those who want to see why.
func (r *reader) record(d *draft, n int) {
	if !d.name.empty() {
		span, why := Span{}, "the name"
		if d.rec != nil {
			for _, c := range d.rec.cells {
				if nameField(c.label.field) {
					span, why = Span{Source: d.rec.source, Start: c.start, End: c.end}, "under the label \""+c.labelText+"\""
					break
				}
			}
		}
		for _, m := range d.mentions {
			if span.End == 0 || m.score > 0 && d.rec == nil && len(m.words) == len(d.words()) {
				span = m.prose.span(m.i, m.j)
				if m.why != "" {
					why = m.why
				}
				break
			}
		}
		if d.name.given != "" {
			r.out.Evidence = append(r.out.Evidence, Evidence{Field: "given_name", Value: d.name.given, Span: span, Strength: 5, Reason: why, Guest: n, Taken: true})
		}
		if d.name.family != "" {
			r.out.Evidence = append(r.out.Evidence, Evidence{Field: "family_name", Value: d.name.family, Span: span, Strength: 5, Reason: why, Guest: n, Taken: true})
		}
	}
	for _, f := range []field{fieldEmail, fieldAffiliation, fieldRole, fieldHUID, fieldHSR, fieldAccount, fieldStart, fieldEnd, fieldNowEnds, fieldLength, fieldNegated, fieldConflict} {
		all := d.findings[f]
		if b, ok := d.best[f]; ok && len(all) == 0 {
			all = []finding{b}
		}
		sort.SliceStable(all, func(a, b int) bool { return all[a].strength > all[b].strength })
		for _, e := range all {
			best, ok := d.best[f]
			taken := ok && best.text == e.text && best.span == e.span && f < fieldNowEnds
			r.out.Evidence = append(r.out.Evidence, Evidence{Field: fieldKey(f), Value: e.text, Span: e.span, Strength: e.strength, Reason: e.reason, Guest: n, Taken: taken})
		}
	}
}

// fieldKey is the contract's key of a field.
func fieldKey(f field) string {
	switch f {
	case fieldEmail:
		return "email"
	case fieldAffiliation:
		return "affiliation"
	case fieldRole:
		return "role"
	case fieldHUID:
		return "huid"
	case fieldHSR:
		return "hsr"
	case fieldAccount:
		return "account_id"
	case fieldStart:
		return "starts_on"
	case fieldEnd:
		return "expires_on"
	case fieldNowEnds:
		return "present expiry"
	case fieldLength:
		return "length of time"
	case fieldNegated:
		return "taken back"
	case fieldConflict:
		return "contradiction"
	}
	return ""
}
