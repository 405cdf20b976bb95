package understand

import "strings"

// nameFromMentions divides the name, minding what the text itself shows: a title
// before part of it ("Dr. Delgado Pineda"), that part alone in use as a first name
// ("WANG Xiaoming … Xiaoming"), or words ("family name Kulkarni").
func (r *reader) nameFromMentions(d *draft) {
	if d.hinted {
		return
	}
	words := d.words()
	for _, p := range r.proses {
		// the forwarded mail of the guest gives the name in full; so does that of an outsider
		// whom the sender calls by the first name ("for Giulia, whose mail is below")
		if p.region.fwd && len(words) > 0 && (p.self || len(words) == 1 && !harvardStaff(p.region.writer.email)) {
			full := nameWords(dropAsides(p.region.writer.name))
			if len(full) > len(words) && sameName(words, full) && !strings.Contains(p.region.writer.name, ",") {
				words = full
			}
		}
	}
	if d.rec != nil && !d.name.empty() && (d.name.given != "" && d.name.family != "") {
		if len(strings.Fields(d.name.given+" "+d.name.family)) < 2 {
			return
		}
		words = strings.Fields(d.name.given + " " + d.name.family)
		if _, ok := d.rec.get(fieldFamily); ok {
			return
		}
		if c, ok := d.rec.get(fieldName); ok && (strings.Contains(dropAsides(c.value), ",") || c.label.lastFirst) {
			return
		}
	}
	if len(words) == 0 {
		return
	}
	full := strings.Join(words, " ")
	title := d.titled() && len(words) == 1
	raw := full
	if title {
		raw = "Dr. " + full
	}
	if len(words) > 0 && particles[fold(words[0])] && d.titled() {
		d.name = fullName{family: full}
		return
	}
	d.name = splitName(raw, false)
	if n, ok := familyFirst(words); ok {
		d.name = n
	}
	for _, m := range d.mentions {
		if m.familyLast && len(m.words) == len(words) {
			d.name = fullName{given: recase(strings.Join(words[:len(words)-1], " ")), family: recase(words[len(words)-1])}
			return
		}
	}
	if fam, ok := r.familyHint(d, words); ok {
		d.name = fam
		d.hinted = true
		return
	}
	if len(words) < 2 {
		return
	}
	for _, m := range d.mentions {
		if m.title && len(m.words) < len(words) && suffixOf(m.words, words) {
			d.name = fullName{given: recase(strings.Join(words[:len(words)-len(m.words)], " ")), family: recase(strings.Join(m.words, " "))}
			return
		}
		if m.title && len(m.words) < len(words) && sameName(m.words, words[:len(m.words)]) && len(m.words) == 1 {
			// "Dr. Wang" of "Wang Xiaoming"
			d.name = fullName{given: recase(strings.Join(words[1:], " ")), family: recase(words[0])}
			return
		}
	}
	// The last word in use by itself, without a title, and never the first one: the
	// family name stands first.
	if len(words) == 2 {
		lastAlone, firstAlone := r.aloneAsFirstName(words[1], d), r.aloneAsFirstName(words[0], d)
		if lastAlone && !firstAlone {
			d.name = fullName{given: recase(words[1]), family: recase(words[0])}
		}
	} else if len(words) >= 3 {
		// "João Pedro" in use for "João Pedro dos Santos"; "Ana" says nothing of "Ana Lucía Paz".
		for _, m := range d.mentions {
			if !m.title && len(m.words) >= 2 && len(m.words) < len(words) && sameName(m.words, words[:len(m.words)]) {
				d.name = fullName{given: strings.Join(words[:len(m.words)], " "), family: strings.Join(words[len(m.words):], " ")}
			}
		}
		if r.self {
			if n := len(strings.Fields(r.signed())); n >= 2 && n < len(words) && strings.EqualFold(strings.Join(words[:n], " "), r.signed()) {
				d.name = fullName{given: strings.Join(words[:n], " "), family: strings.Join(words[n:], " ")}
			}
		}
	}
}

// signed is the name under the sender's own words.
func (r *reader) signed() string {
	if len(r.regions) == 0 {
		return ""
	}
	return signedName(r.regions[0])
}

func (r *reader) aloneAsFirstName(w string, d *draft) bool {
	for _, m := range d.mentions {
		// a subject line and parentheses list people by family name; running text calls them by first name
		if len(m.words) == 1 && !m.title && strings.EqualFold(m.words[0], w) && !m.prose.subject && !(m.i > 0 && m.prose.toks[m.i-1].is("(", "/")) {
			return true
		}
	}
	if r.self && strings.EqualFold(r.signed(), w) {
		return true
	}
	for _, g := range r.regions {
		if g.fwd && strings.EqualFold(signedName(g), w) {
			return true
		}
	}
	return false
}

func suffixOf(part, whole []string) bool {
	if len(part) > len(whole) {
		return false
	}
	for i := range part {
		if !strings.EqualFold(strings.Trim(part[len(part)-1-i], "."), strings.Trim(whole[len(whole)-1-i], ".")) {
			return false
		}
	}
	return true
}

// familyHint reads what the text says of the name: "(family name Kulkarni)", "Nguyễn
// is her family name", "Ben Youssef is all family name", "surname: Park".
func (r *reader) familyHint(d *draft, words []string) (fullName, bool) {
	for _, p := range r.proses {
		t := p.toks
		for k := 0; k+1 < len(t); k++ {
			isGiven, isFamily, after := nameLabel(t, k)
			if !isFamily && !isGiven {
				continue
			}
			run := capRun(t, after)
			if isFamily && len(run) > 1 && len(words) > 1 && strings.EqualFold(run[0], words[len(words)-1]) {
				// "my last names are Paredes Quiroz", of Lucía Paredes
				return fullName{given: strings.Join(words[:len(words)-1], " "), family: strings.Join(run, " ")}, true
			}
			if len(run) == 0 || !sameName(run, words) {
				// before: "Nguyễn is her family name"
				b := k - 1
				for b >= 0 && t[b].is("her", "his", "my", "the", "all", "is", "are", "their", "a", "both", "of", "whole", ",", "as") && t[b].sentence == t[k].sentence {
					b--
				}
				end := b + 1
				for b >= 0 && t[b].kind == word && (t[b].capital || particles[t[b].low]) && t[b].sentence == t[k].sentence && containsFold(words, t[b].text) {
					b--
				}
				run = nil
				for n := b + 1; n < end; n++ {
					run = append(run, t[n].text)
				}
			}
			if len(run) == 0 || !sameName(run, words) || len(run) >= len(words) && len(words) > 1 {
				continue
			}
			n := len(run)
			if n > len(words) { // one half alone is known, and here it is in full
				if isGiven {
					return fullName{given: strings.Join(run, " ")}, true
				}
				return fullName{family: strings.Join(run, " ")}, true
			}
			if isGiven {
				if suffixOf(run, words) {
					return fullName{given: strings.Join(words[len(words)-n:], " "), family: strings.Join(words[:len(words)-n], " ")}, true
				}
				return fullName{given: strings.Join(words[:n], " "), family: strings.Join(words[n:], " ")}, true
			}
			if suffixOf(run, words) {
				return fullName{given: recase(strings.Join(words[:len(words)-n], " ")), family: recase(strings.Join(words[len(words)-n:], " "))}, true
			}
			return fullName{given: recase(strings.Join(words[n:], " ")), family: recase(strings.Join(words[:n], " "))}, true
		}
	}
	return fullName{}, false
}

func capRun(t []token, k int) []string {
	var out []string
	for k < len(t) && t[k].kind == word && (t[k].capital || particles[t[k].low] && len(out) == 0 || particles[t[k].low] && k+1 < len(t) && t[k+1].capital) && len(out) < 5 {
		out = append(out, t[k].text)
		k++
	}
	return out
}

func containsFold(words []string, w string) bool {
	for _, v := range words {
		if strings.EqualFold(v, w) {
			return true
		}
	}
	return false
}

// presentsAuthor: an outsider writes in the first person, and their own name stands in the text
// above the signature, as of somebody who gives their particulars.
func (p *prose) presentsAuthor() bool {
	first := false
	for k := range p.toks {
		first = first || p.toks[k].has(gFirst)
	}
	own := strings.Fields(p.region.writer.name)
	if !first || len(own) < 2 || harvardStaff(p.region.writer.email) {
		return false
	}
	for i := range p.region.mentions {
		if m := &p.region.mentions[i]; m.prose == p && len(m.words) >= 2 && sameName(m.words, own) {
			return true
		}
	}
	return false
}

// nameFromForward: where the guest's own mail is forwarded and nobody is named, its
// author is the guest.
func (r *reader) nameFromForward() {
	if len(r.guests) > 1 || len(r.guests) == 1 && !r.guests[0].name.empty() {
		return
	}
	for _, p := range r.proses {
		if !p.region.fwd || !p.self && !p.presentsAuthor() || p.region.writer.name == "" || !personName(p.region.writer.name) {
			continue
		}
		name := splitName(p.region.writer.name, false)
		if name.empty() {
			continue
		}
		if len(r.guests) == 0 {
			r.guests = append(r.guests, newDraft())
		}
		// the mail itself may give the name in full ("in the passport it is Jane Mary Doe")
		words := strings.Fields(name.given + " " + name.family)
		if fuller := r.fullestName(words); len(fuller) > len(words) {
			name = splitName(strings.Join(fuller, " "), false)
			if hint, ok := r.familyHint(r.guests[0], fuller); ok {
				name = hint
			}
		}
		r.guests[0].name = name
		return
	}
}
