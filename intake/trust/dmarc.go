package trust

import (
	"strings"

	"golang.org/x/net/publicsuffix"
)

// judgeDMARC looks for our own server's word about the From domain.
func judgeDMARC(header []field, domain string, cfg Config) (Trust, string) {
	for _, value := range values(header, "Authentication-Results") {
		results, err := parseAuthResults(value)
		if err != nil && results.ServID == "" {
			// It may be our server's, and then nothing beneath it counts.
			return Unverified, "an Authentication-Results header cannot be read"
		}
		if !cfg.counts(results.ServID) {
			continue
		}
		// The topmost of our server counts, and it alone: servers put theirs on top, so that one
		// beneath may be the sender's.
		if err != nil {
			return Unverified, "our server's Authentication-Results cannot be read: " + err.Error()
		}
		return judgeResults(results, domain, cfg)
	}
	return Unverified, "there is no Authentication-Results of our server"
}

func (c Config) counts(servID string) bool {
	if servID == "" {
		return c.AllowMissingAuthServID
	}
	return c.AuthServID != "" && strings.EqualFold(servID, c.AuthServID)
}

func judgeResults(results authResults, domain string, cfg Config) (Trust, string) {
	var dmarc []authResult
	for _, r := range results.Results {
		if r.Method == "dmarc" {
			if r.Result == "fail" {
				return Failed, "DMARC failed"
			}
			dmarc = append(dmarc, r)
		}
	}
	switch len(dmarc) {
	case 0:
		return Unverified, "our server says nothing of DMARC"
	case 1:
	default:
		// There is one From and so one result: a second one was smuggled in, as by an envelope
		// sender with a semicolon that the server copied.
		return Unverified, "our server's Authentication-Results has more than one DMARC result"
	}
	if dmarc[0].Result != "pass" {
		return Unverified, "DMARC's result is " + known(dmarc[0].Result)
	}
	from, present, ok := dmarc[0].property("header.from")
	switch {
	case !ok:
		return Unverified, "DMARC's result names two domains"
	case !present && !cfg.AllowMissingHeaderFrom:
		return Unverified, "DMARC passed, but for which domain is not said"
	case present && !speaksFor(from, domain):
		return Unverified, "DMARC passed, but for another domain than From's"
	}
	return Verified, "DMARC passed for From's domain"
}

// known is the result where it is one of RFC 8601's (section 2.7), so that no sender's text gets
// into a log.
func known(result string) string {
	switch result {
	case "none", "temperror", "permerror", "policy", "neutral", "bestguesspass":
		return result
	}
	return "unknown"
}

// speaksFor reports whether a DMARC result's header.from is of the From domain: that domain itself, or
// one above it within its organisation, as servers write that name the domain whose policy they
// found (RFC 7489 section 6.6.3). A sibling's pass is another author's. header.from may come as an
// address.
func speaksFor(headerFrom, domain string) bool {
	headerFrom = bareDomain(headerFrom)
	return headerFrom == domain || strings.HasSuffix(domain, "."+headerFrom) && aligned(headerFrom, domain)
}

func bareDomain(s string) string {
	return strings.TrimSuffix(strings.ToLower(s[strings.LastIndexByte(s, '@')+1:]), ".")
}

// aligned reports whether two domains have the same organisational domain, which is DMARC's
// relaxed alignment of a signature with From (RFC 7489 section 3.1.1).
func aligned(signer, domain string) bool {
	signer = bareDomain(signer)
	if !isDomain(signer) {
		return false
	}
	if signer == domain {
		return true
	}
	a, err := publicsuffix.EffectiveTLDPlusOne(signer)
	if err != nil {
		return false
	}
	b, err := publicsuffix.EffectiveTLDPlusOne(domain)
	return err == nil && a == b
}
