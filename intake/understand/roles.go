package understand

import "strings"

// weakHeads are nouns for people who write such mails as often as they are its
// subject; they count only where the sentence says that the guest comes as one.
var weakHeads = set("assistant coordinator administrator manager director faculty member members staffer worker employee visitor visitors advisor adviser sponsor associate associates affiliate nurse teacher instructor speaker resident residents delegate professor professors lawyer editor reviewer inspector")

// dropLeft are words at a role's left edge that say nothing of it.
var dropLeft = set("new incoming our my the a an his her their another this that one current former own two three four five several some first next upcoming external-ish as is was other additional same outgoing few prospective fantastic great wonderful excellent brilliant talented outstanding amazing lovely nice good promising very long-awaited dear favorite favourite bright young")

// asWords say as what somebody comes.
var asWords = set("as als como comme jako som")

// roleEvidence finds as what people come: noun phrases about a noun of roleHeads.
func (p *prose) roleEvidence(mentions []mention) []finding {
	t := p.toks
	var out []finding
	for h := 0; h < len(t); h++ {
		if t[h].kind != word || !roleHead(t[h].low) && !visitingHead(t, h) || t[h].capital && !t[h].first && !(h > 0 && (roleModifiers[t[h-1].low] || asWords[t[h-1].low] || t[h-1].is("a", "an", "our", "the", "\"", "“", "„", "«") || t[h-1].is(",", "(") && p.guestEndsAt(h-1))) {
			continue
		}
		// the last noun of a compound is its head: "student intern"
		if h+1 < len(t) && roleHead(t[h+1].low) && t[h+1].para == t[h].para && !t[h+1].capital {
			continue
		}
		if h+1 < len(t) && t[h+1].is("account", "accounts", "group", "program", "programme", "role", "roles", "affairs", "lounge", "office", "salary", "visa", "appointment", "center", "lab", "body", "list") {
			continue
		}
		i, det := roleLeft(t, h)
		if i > h {
			continue
		}
		j := roleRight(t, h)
		if h == i && t[h].low == "writer" && p.at(h, h+1).is("below", "of", "underneath") {
			continue // whose mail follows
		}
		if h+1 < len(t) && t[h+1].is("'s", "s'") && i == h && !t[max(det, 0)].is("our", "my") {
			continue // "the doctor's decision"
		}
		f := finding{field: fieldRole, i: i, j: j}
		text := clean(p.textOf(i, j))
		if strings.HasPrefix(t[h].low, "visitor") && i == h {
			continue // "a visitor" says no more than "a guest"
		}
		plural := strings.HasSuffix(t[h].low, "s") && roleHeads[strings.TrimSuffix(t[h].low, "s")]
		if plural {
			text = strings.Replace(text, t[h].text, strings.TrimSuffix(t[h].text, "s"), 1)
		}
		f.text = text
		before := func(n int) *token {
			k := det - n
			if k < 0 || t[k].para != t[h].para {
				return &token{}
			}
			return &t[k]
		}
		after := &token{}
		if j < len(t) && t[j].para == t[h].para {
			after = &t[j]
		}
		strength := 1
		reason := "a word for what people come as"
		b1 := before(1)
		article := det < i || det < h
		switch {
		case asWords[b1.low] && !before(2).is("well", "soon", "known", "such"):
			strength, reason = 6, "\"as\" says what the guest comes as"
			if !p.self && p.writersOwn(det) {
				strength = -5 // "I work here as a staff engineer"
			} else if p.onceWas(det) {
				strength, reason = 1, "what the guest once was"
			}
		case b1.is("is", "was", "being", "'s", "he's", "she's", "be", "becomes", "i'm", "am", "are", "they're"):
			subject := before(2)
			first := b1.is("i'm") || subject.is("i") || b1.is("am")
			switch {
			case p.self && b1.low == "be":
				strength, reason = 6, "the writer says what they will be" // not what they are at home
			case first && p.self:
				strength, reason = 3, "the writer says what they are"
			case first:
				strength = -5
			default:
				strength, reason = 4, "the sentence says what the guest is"
			}
		case b1.low == "," && article && before(2).kind == word && before(2).capital:
			strength, reason = 5, "an explanation after the name"
		case h == i && t[h].first && !p.self && after.is("at", "from"):
			strength, reason = 4, "a sentence without a subject says what the guest is"
		case b1.low == "," || b1.low == "(" || b1.is("–", "-", "—"):
			strength, reason = 4, "an explanation beside the name"
		}
		// "our visiting student Jane Doe", "visiting student, Jane Doe"
		if strength >= 0 {
			if named(t, j, mentions, p) {
				strength, reason = max(strength, 5), "it introduces the guest's name"
			} else if after.is("from", "of", "at", "named", "called", "who", "joining", "coming", "visiting", "with") {
				strength = max(strength, 3)
			} else if t[max(det, 0)].is("our", "my") {
				strength = max(strength, 2)
			}
			if roleModifiers[t[i].low] && i < h {
				strength++
			}
		}
		if t[max(det, 0)].is("your", "whose") && !(asWords[b1.low] && (p.self || p.region.fwd)) { // "I come as your visiting scientist"
			strength = -5
		}
		if b1.is("for", "by") && before(2).is("works", "work", "working", "worked", "employed", "paid") {
			strength = -5 // "he works for a vendor": their employer
		}
		if weakHeads[t[h].low] && !(asWords[b1.low] || strength >= 4) {
			if !(t[i].low == "visiting" || t[i].low == "sabbatical") {
				strength = -5
			}
		}
		if t[h].is("assistant", "coordinator", "administrator", "sponsor", "manager") && t[max(det, 0)].is("my", "our") {
			strength = -5
		}
		// "another request for a student last year", "previous interns"
		if b1.is("previous", "former", "last") || t[max(i-1, 0)].is("previous", "former") {
			strength = -3
		}
		if plural && det == i && (strength <= 1 && t[i].first || strength == 4 && b1.is("-", "–", "—") && before(2).kind == word && !before(2).capital) {
			continue // "vendors go through Procurement": people in general
		}
		f.strength, f.reason = strength, reason
		if strength > 0 && strings.TrimSpace(f.text) != "" {
			out = append(out, f)
		}
	}
	return out
}

// named: a guest's name begins at token j, perhaps after a comma, colon or dash.
func named(t []token, j int, mentions []mention, p *prose) bool {
	for _, m := range mentions {
		if m.prose != p || m.nobody {
			continue
		}
		if m.i == j || m.i == j+1 && (t[j].is(",", ":", "(", "-", "–", "—", "named", "called")) {
			return true
		}
	}
	return false
}

// roleLeft goes left from the head over what modifies it; det is the determiner's
// index, or the phrase's first token where there is none.
func roleLeft(t []token, h int) (i, det int) {
	i = h
	for i > 0 && t[i-1].para == t[h].para && t[i-1].sentence == t[h].sentence {
		w := &t[i-1]
		if w.low == "'s" && i >= 2 && roleModifiers[t[i-2].low] {
			i -= 2
			continue
		}
		if w.kind == word && (roleModifiers[w.low] || roleHead(w.low)) && !dropLeft[w.low] {
			i--
			continue
		}
		if w.low == "/" || w.low == "&" {
			break
		}
		break
	}
	// Other words count where an article closes the phrase within three words: "a cryo-EM grid
	// specialist".
	for k := i - 1; k >= 0 && k >= i-4 && t[k].para == t[h].para && t[k].sentence == t[h].sentence; k-- {
		if article := t[k].is("a", "an", "our", "my", "the", "another", "your", "his", "her", "their", "this"); article || asWords[t[k].low] {
			first := k + 1
			ok := true
			for n := first; n < i; n++ {
				if t[n].kind != word || closedClass[t[n].low] || t[n].capital && notNames[t[n].low] && !roleModifiers[t[n].low] {
					ok = false
				}
			}
			if ok {
				for first < h && dropLeft[t[first].low] {
					first++
				}
				if !article {
					return first, first // "as clinical documentation specialist"
				}
				return first, k
			}
			break
		}
		if t[k].kind != word && !(t[k].low == "'s") {
			break
		}
	}
	for i < h && dropLeft[t[i].low] {
		i++
	}
	return i, i
}

// closedClass words end a noun phrase going left.
var closedClass = set("following of in on at for to from with by and or but is are was were be been has have had will would can could should may might must that which who whom whose as if then than so not no do does did us me him them it he she they we i you please need needs request account guest up out off over under because's named called")

// roleRight takes "for the imaging core" and "in transplant surgery" after the head:
// what the work is for and about is part of the role; where ("in our lab") and how long ("for six months") are not.
func roleRight(t []token, h int) int {
	j := h + 1
	if j < len(t) && t[j].low == "in" && t[j].sentence == t[h].sentence {
		return subjectEnd(t, j)
	}
	if j+1 < len(t) && (t[j].low == "for" && t[j+1].is("the", "our") || t[j].low == "on" && t[j+1].low == "the") && t[j].para == t[h].para {
		if t[j].is("on") {
			if _, ok := dateAt(t, j+1, Day{2027, 1, 1}); ok {
				return j
			}
		}
		k := j + 2
		n := 0
		for k < len(t) && n < 4 && t[k].para == t[h].para && t[k].kind == word && !closedClass[t[k].low] && !t[k].is("starting", "beginning", "until", "through", "during", "next", "fall", "spring", "summer", "winter", "whole", "coming", "entire", "academic", "year", "month", "rest", "duration", "period", "first", "last", "time") {
			if _, m := months[t[k].low]; m {
				return j
			}
			n++
			k++
		}
		if n > 0 && n <= 4 {
			return k
		}
	}
	return j
}

// roleEndings make words for what people are, too many to list.
var roleEndings = []string{"ologist", "iatrist", "icist", "ician", "onomist", "grapher", "engineer", "scientist", "physicist", "chemist", "surgeon", "biologist", "statistician", "researcher", "analyst"}

// roleHead knows the nouns, in the plural, too, and those that end like them
// ("radiochemist", "bioengineer", "toxicologist").
func roleHead(low string) bool {
	low = strings.TrimSuffix(low, "-in-residence")
	one := strings.TrimSuffix(low, "s")
	if roleHeads[low] || roleHeads[one] {
		return true
	}
	if k := strings.LastIndexByte(one, '-'); k > 0 && roleHeads[one[k+1:]] {
		return true // "sub-intern", "co-investigator", "physician-scientist"
	}
	if len(one) < 8 {
		return false
	}
	for _, e := range roleEndings {
		if strings.HasSuffix(one, e) && len(one) > len(e) {
			return true
		}
	}
	return false
}

// visitingHead: whatever a visiting somebody is ("our visiting luthier"): an unknown noun
// behind "visiting", and before that an article, a possessive or "as", which keep the
// verb out ("is visiting Boston").
func visitingHead(t []token, h int) bool {
	return h >= 2 && t[h-1].low == "visiting" && maybeName(&t[h]) && t[h].sentence == t[h-2].sentence && (t[h-2].is("a", "an", "our", "my", "the", "as", "another") || t[h-2].kind == punct && !t[h-2].is(".", "!", "?")) && !strings.HasSuffix(t[h].low, "ing")
}

// subjectEnd gives the end of a subject that "in" at token j introduces: one to three
// words in small letters without an article ("in transplant surgery"); j where it is a
// place or a time.
func subjectEnd(t []token, j int) int {
	k := j + 1
	for k < len(t) && k < j+5 && t[k].sentence == t[j].sentence && t[k].kind == word && !t[k].capital && !closedClass[t[k].low] && !t[k].has(gMine|gThird|nTime) && !noSubject[t[k].low] && !seasonal[t[k].low] {
		k++
	}
	ends := k == len(t) || t[k].sentence != t[j].sentence || t[k].kind == punct || closedClass[t[k].low]
	if k == j+1 || k > j+4 || !ends {
		return j
	}
	return k
}

// noSubject and seasonal are words behind "in" that name no subject of work.
var (
	noSubject = set("the a an this that these those our your charge residence person town need addition particular general total early mid late question training here there place touch full part lab clinic what which whose case order")
	seasonal  = set("spring summer fall autumn winter january february march april may june july august september october november december")
)
