package understand

import "strings"

// ownAddress: a guest who writes for themself, or whose mail is forwarded, is reached
// at the From address of that mail where they say so ("this address").
func (r *reader) ownAddress() {
	for _, p := range r.proses {
		if p.region.writer.email == "" || p.subject {
			continue
		}
		owner, named := r.guestWhoWrites(p)
		if !p.self && !(named && p.region.fwd && !harvardStaff(p.region.writer.email)) {
			continue
		}
		if k := p.saysThisAddress(); k >= 0 {
			span := p.span(k, min(k+2, len(p.toks)))
			r.guests[owner].add(finding{field: fieldEmail, text: strings.ToLower(p.region.writer.email), strength: 7, reason: "the guest says to use the address they write from", span: span})
		}
	}
}

// guestWhoWrites is the guest of the prose's own writer's name; failing that, the first.
func (r *reader) guestWhoWrites(p *prose) (n int, named bool) {
	for i, d := range r.guests {
		if knownPerson(strings.Fields(d.name.given+" "+d.name.family), []person{p.region.writer}) != "" {
			n, named = i, true
		}
	}
	return n, named
}

// The words of "this address" and of "the address I am writing from", in the languages
// in which guests write the mail that is forwarded.
var (
	thisWords    = set("this same diese dieser dies cette esta este questo questa essa esse deze dit")
	addressWords = set("address email e-mail mail inbox mailbox adresse mailadresse e-mail-adresse courriel dirección direccion correo indirizzo endereço endereco mailadres adres")
	writeWords   = set("write writing wrote sending schreibe schrieb écris ecris écrit escribo scrivo escrevo schrijf stuur skriver")
)

// reachFrom and reachWrite bound, in words, how far "this" stands from its noun, and
// the writing from the address.
const (
	reachThis  = 5
	reachWrite = 9
)

// saysThisAddress: "this address", "this same address", "this email", "reply to this
// mail", "the address I am writing from". It gives the first word, or −1.
func (p *prose) saysThisAddress() int {
	t := p.toks
	for k := range t {
		switch {
		case thisWords[t[k].low] && p.addressAfter(k),
			addressWords[unelided(t[k].low)] && p.writtenFrom(k),
			writeWords[t[k].low] && p.fromWhere(k),
			k+2 < len(t) && t[k].is("write", "reach", "email", "mail", "reply", "contact") && t[k+1].is("me", "to") && t[k+2].is("here"):
			return k
		}
	}
	return -1
}

// addressAfter: a word for an address follows the "this" at k, and it is not "this mail is about".
func (p *prose) addressAfter(k int) bool {
	t := p.toks
	for n := k + 1; n < min(len(t), k+reachThis) && t[n].para == t[k].para; n++ {
		if addressWords[t[n].low] {
			return !(n+1 < len(t) && t[n].is("mail", "email") && t[n+1].is("about"))
		}
		if t[n].kind != word || t[n].is("account") {
			return false
		}
	}
	return false
}

// fromWhere: "from which I am writing", "the one I write from"; not "writing from Boston".
func (p *prose) fromWhere(k int) bool {
	t := p.toks
	if !near(t, k, -3, "i", "i'm") {
		return false
	}
	for n := max(1, k-5); n < k; n++ {
		if t[n].is("which", "where") && t[n-1].is("from") && t[n].sentence == t[k].sentence {
			return true
		}
	}
	end := k + 2
	return end-1 < len(t) && t[end-1].is("from") && (end == len(t) || t[end].kind == punct || t[end].is("now", "here", "today"))
}

// writtenFrom: the address at k is the one "from which I write".
func (p *prose) writtenFrom(k int) bool {
	t := p.toks
	for n := k + 1; n < min(len(t), k+reachWrite) && t[n].sentence == t[k].sentence; n++ {
		if t[n].kind == address {
			return false
		}
		if writeWords[unelided(t[n].low)] {
			return !near(t, k, n-k, "you", "your", "to")
		}
	}
	return false
}
