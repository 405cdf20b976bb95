package understand

import "strings"

// ownAddress: a guest who writes for themself, or whose mail is forwarded, is reached
// at the From address of that mail where they say so ("this address").
func (r *reader) ownAddress() {
	for _, p := range r.proses {
		if p.region.writer.email == "" || p.subject {
			continue
		}
		n := r.guestWho(p.region)
		switch {
		case n < 0 && !p.self, !p.self && (!p.region.fwd || harvardStaff(p.region.writer.email)):
			continue
		case n < 0:
			n = 0
		}
		if k := p.saysThisAddress(); k >= 0 {
			span := p.span(k, min(k+2, len(p.toks)))
			r.guests[n].add(finding{field: fieldEmail, text: strings.ToLower(p.region.writer.email), strength: 7, reason: "the guest says to use the address they write from", span: span})
		}
	}
}

// guestWho is the guest who wrote the region, by name, or −1. Of an only guest whose mail
// is forwarded half the name will do: accounts of mail abbreviate it ("Jane D.").
func (r *reader) guestWho(g *region) int {
	for i, d := range r.guests {
		if knownPerson(strings.Fields(d.name.given+" "+d.name.family), []person{g.writer}) != "" {
			return i
		}
	}
	if len(r.guests) == 1 && g.fwd && !harvardStaff(g.writer.email) {
		first, _, _ := strings.Cut(r.guests[0].name.given, " ")
		if len(first) > 1 && isPartOfName(fold(first), g.writer) {
			return 0
		}
	}
	return -1
}

// addressNouns are what an address is called, thisWords what points to it, and
// writeWords what is done from it, in the languages guests write in ("l'adresse d'où je
// t'écris", "diese Adresse").
var (
	addressNouns = set("address email e-mail mail inbox mailbox adresse e-mail-adresse mailadresse absenderadresse dirección correo indirizzo endereço adres e-mailadres one account")
	thisWords    = set("this same present cette diese dieser dieses esta este questo questa dit deze")
	writeWords   = set("write writing wrote written writes send sending sent use using mail mailing email emailing contacting écris t'écris schreibe escribo scrivo escrevo schrijf")
	fromWords    = set("from with now d'où laquelle der wo que cui qual waar waarvandaan via which through")
	senderWords  = set("sending sender sender's from current absender")
)

// saysThisAddress gives the token where a writer points to the address that their mail
// comes from: "this address", "the one I'm writing from", "where this mail comes from",
// "my sender address". −1: nowhere, or to say that it is not to be used.
func (p *prose) saysThisAddress() int {
	t := p.toks
	for k := range t {
		if t[k].low == "this" && k > 1 && t[k-1].is("than", "but", "except") && addressNouns[t[k-2].low] {
			return k // "I have no other e-mail than this"
		}
		switch {
		case thisWords[t[k].low] && p.pointsToAddress(k),
			addressNouns[withoutArticle(t[k].low)] && (p.writtenFrom(k) || p.shownAbove(k) && !p.hasAddress() || p.myAddress(k) && !p.hasAddress()),
			t[k].is("here") && p.at(k, k+1).kind == punct && p.wantsNewOne(k),
			senderWords[t[k].low] && k+1 < len(t) && t[k+1].is("address", "mail", "e-mail") && k > 0 && t[k-1].is("my", "the"),
			t[k].is("write", "reach", "email", "mail", "reply", "contact", "send") && (p.at(k, k+2).is("here") && p.at(k, k+1).is("me", "to", "it") || p.at(k, k+3).is("here") && p.at(k, k+2).is("to")):
			if !negatedBefore(t, k) {
				return k
			}
		}
	}
	return -1
}

// wantsNewOne: the sentence of token k asks for something to be sent anew: "could I get a
// fresh one here?"
func (p *prose) wantsNewOne(k int) bool {
	again, gets := false, false
	for n := p.sentenceStart(k); n < k; n++ {
		again = again || p.toks[n].has(gAgain)
		gets = gets || p.toks[n].has(vSend|vReceive)
	}
	return again && gets
}

// hasAddress: an address is written out in the text.
func (p *prose) hasAddress() bool {
	for k := range p.toks {
		if p.toks[k].kind == address {
			return true
		}
	}
	return false
}

// withoutArticle takes a French or Italian article off ("l'adresse").
func withoutArticle(low string) string {
	_, noun, ok := strings.Cut(low, "'")
	if ok {
		return noun
	}
	return low
}

// negatedBefore: within a few words before token k, in its sentence, something is said
// not to be so.
func negatedBefore(t []token, k int) bool {
	for n := k - 1; n >= max(0, k-6) && t[n].sentence == t[k].sentence; n-- {
		if t[n].has(gNot) || t[n].is("instead", "than", "nicht", "pas") {
			return true
		}
	}
	return false
}

// pointsToAddress: "this address", "this same private address", "reply to this mail"; but
// not "this mail is about …", nor "this account", which is the one at HMS.
func (p *prose) pointsToAddress(k int) bool {
	t := p.toks
	if t[min(k+1, len(t)-1)].low == "one" && k > 0 && t[k-1].is("use", "using") {
		return true // "my mailbox there closes, so only use this one"
	}
	if k > 1 && t[k-1].low == ":" && addressNouns[t[k-2].low] && t[min(k+1, len(t)-1)].low == "one" {
		return true // "E-mail: this one"
	}
	if k > 1 && t[k-1].low == "of" && addressNouns[t[k-2].low] && p.at(k, k+1).is("letter", "message", "mail", "email", "e-mail") {
		return true // "the address of this letter"
	}
	for n := k + 1; n < min(len(t), k+5) && t[n].para == t[k].para && t[n].kind == word; n++ {
		if t[n].low == "one" && n == k+1 && near(t, k, -3, "mail", "email", "e-mail", "address") && !(n+1 < len(t) && t[n+1].is("is", "was")) {
			return true // "email = this one", "my address is this one"
		}
		if !addressNouns[t[n].low] || t[n].low == "one" {
			continue
		}
		message := t[n].is("mail", "email") && n+1 < len(t) && t[n+1].is("about")
		return (t[n].low != "account" || p.mailTo(k)) && !message
	}
	return false
}

// mailTo: mail goes to what the token at k points to: "mail to this account reaches me".
func (p *prose) mailTo(k int) bool {
	return p.at(k, k-1).is("to") && p.at(k, k-2).is("mail", "mails", "e-mail", "emails", "email", "write", "writing")
}

// myAddress: "use my address", "my e-mail can be used", where no address is written: the one
// of the mail is meant, which its reader sees.
func (p *prose) myAddress(k int) bool {
	if !p.region.fwd || k == 0 || p.toks[k-1].low != "my" {
		return false
	}
	for n, end := p.sentenceStart(k), p.sentenceEnd(k); n < end; n++ {
		if p.toks[n].is("use", "used", "using") {
			return true
		}
	}
	return false
}

// shownAbove: "the address (that you see) above", "the e-mail in the header of this": a
// mail's header shows whom it comes from.
func (p *prose) shownAbove(k int) bool {
	t := p.toks
	for n := k + 1; n < min(len(t), k+9) && t[n].sentence == t[k].sentence; n++ {
		if t[n].is("above", "header", "heading") {
			return p.region.fwd || n == k+1
		}
	}
	return false
}

// writtenFrom: behind the word for an address, in its sentence, the writer says that they
// write or send from it, or that the message comes from it.
func (p *prose) writtenFrom(k int) bool {
	t := p.toks
	from, writes := false, false
	for n := k + 1; n < min(len(t), k+9) && t[n].sentence == t[k].sentence; n++ {
		from = from || fromWords[t[n].low]
		switch {
		case t[n].is("i", "i'm", "je", "j'écris", "ich", "ik"), t[n].is("this", "that") && near(t, n, 4, "comes", "came", "sent"):
			writes = true
		case from && t[n].is("you") && near(t, n, 2, "get", "got", "receive", "received", "see", "have") && near(t, n, 4, "this", "my"):
			return true // "the address from which you get this letter"
		case t[n].is("my", "his", "her", "to") && !writes:
			return false
		}
		// a language without its pronoun says it in the verb
		if from && (writes && (writeWords[t[n].low] || t[n].is("comes", "came")) || t[n].is("écris", "t'écris", "escribo", "scrivo", "escrevo")) {
			return true
		}
		if writes && (writeWords[t[n].low] || t[n].is("comes", "came")) && near(t, n, 3, "from", "now", "with", "here") {
			return true
		}
	}
	return false
}
