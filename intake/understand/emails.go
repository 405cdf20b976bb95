package understand

import "strings"

// joinObfuscated finds addresses that were spelt out against harvesters ("jane [at]
// example dot org", "jane (at) example.org") and makes each one token.
func joinObfuscated(toks *[]token) {
	t := *toks
	for i := 1; i < len(t); i++ {
		if t[i].low != "at" {
			continue
		}
		left, right, bracketed := i-1, i+1, false
		if t[left].kind == punct && t[left].is("[", "(", "{", "<") && right < len(t) && t[right].kind == punct && t[right].is("]", ")", "}", ">") {
			left--
			right++
			bracketed = true
		}
		if left < 0 || right >= len(t) || t[left].para != t[right].para {
			continue
		}
		local, from := obfuscatedLocal(t, left)
		domain, to, dots := obfuscatedDomain(t, right)
		if local == "" || domain == "" || !bracketed && dots == 0 && !strings.Contains(t[right].low, ".") {
			continue
		}
		if !bracketed && dots == 0 && !knownEnding(domain) {
			continue
		}
		t[from].text, t[from].low = local+"@"+domain, strings.ToLower(local+"@"+domain)
		t[from].kind, t[from].end, t[from].capital, t[from].upper = address, t[to].end, false, false
		t = append(t[:from+1], t[to+1:]...)
		i = from
	}
	*toks = t
}

func isDot(t []token, i int) (next int, ok bool) {
	if i >= len(t) {
		return i, false
	}
	if t[i].is("dot", ".") {
		return i + 1, t[i].low == "dot" || i+1 < len(t) && t[i+1].glued
	}
	if i+2 < len(t) && t[i].is("[", "(", "{") && t[i+1].is("dot", ".", "punkt", "punto") && t[i+2].is("]", ")", "}") {
		return i + 3, true
	}
	return i, false
}

func obfuscatedDomain(t []token, i int) (domain string, last, dots int) {
	if t[i].kind != word {
		return "", 0, 0
	}
	domain, last = t[i].low, i
	for {
		next, ok := isDot(t, last+1)
		if !ok || next >= len(t) || t[next].kind != word || t[next].para != t[i].para {
			break
		}
		domain += "." + t[next].low
		last = next
		dots++
	}
	if !strings.Contains(domain, ".") {
		return "", 0, 0
	}
	return domain, last, dots
}

func obfuscatedLocal(t []token, i int) (local string, first int) {
	if t[i].kind == punct {
		return "", 0
	}
	local, first = t[i].low, i
	for {
		joint, n := spelledJoint(t, first)
		if n == 0 || first <= n || t[first-n-1].kind == punct || t[first-n-1].para != t[i].para {
			return local, first
		}
		local = t[first-n-1].low + joint + local
		first -= n + 1
	}
}

// joints are the characters between the parts of an address, as they are spelt out.
var joints = map[string]string{"dot": ".", "underscore": "_", "hyphen": "-", "dash": "-", "minus": "-", "plus": "+"}

// spelledJoint reads such a word, bare or in brackets, that ends before token i: what it
// stands for, and of how many tokens it is.
func spelledJoint(t []token, i int) (joint string, n int) {
	if i >= 1 && joints[t[i-1].low] != "" {
		return joints[t[i-1].low], 1
	}
	if i >= 3 && t[i-1].is("]", ")", "}") && t[i-3].is("[", "(", "{") && joints[t[i-2].low] != "" {
		return joints[t[i-2].low], 3
	}
	return "", 0
}

// knownEnding keeps "meet at example.wonderful" apart from an address: without
// brackets or a spelt-out dot only an ending that is common in mail is believed.
func knownEnding(domain string) bool {
	ending := domain[strings.LastIndexByte(domain, '.')+1:]
	return len(ending) == 2 || commonEndings[ending]
}

var commonEndings = set("com org net edu gov mil info biz example test ac")

// harvard tells the addresses of HMS, HSDM and the Wyss, which are never a guest's personal one.
func harvardStaff(email string) bool {
	_, domain, _ := strings.Cut(email, "@")
	for _, d := range []string{"hms.harvard.edu", "hsdm.harvard.edu", "wyss.harvard.edu"} {
		if domain == d || strings.HasSuffix(domain, "."+d) {
			return true
		}
	}
	return false
}
