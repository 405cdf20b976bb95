package trust_test

import (
	"strings"
	"testing"

	"github.com/guestd/guestd/intake/trust"
)

// ours is the configuration that the tables use: a server that names itself.
var ours = trust.Config{AuthServID: "mx.hms.harvard.edu", OwnAddresses: []string{"guest-requests@hms.harvard.edu"}}

// exchange is Exchange Online's, which does not.
var exchange = trust.Config{AllowMissingAuthServID: true}

const (
	passed  = "Authentication-Results: mx.hms.harvard.edu; dmarc=pass header.from=hms.harvard.edu"
	none    = "Authentication-Results: mx.hms.harvard.edu; dmarc=none header.from=hms.harvard.edu"
	failed  = "Authentication-Results: mx.hms.harvard.edu; dmarc=fail header.from=hms.harvard.edu"
	sponsor = "From: Ana Ruiz <ana.ruiz@hms.harvard.edu>"
)

func message(header ...string) []byte {
	return []byte(strings.Join(header, "\r\n") + "\r\n\r\nPlease set up an account.\r\n")
}

func TestJudge(t *testing.T) {
	t.Parallel()
	const ana = "ana.ruiz@hms.harvard.edu"
	for name, c := range map[string]struct {
		header []string
		cfg    *trust.Config
		want   trust.Trust
		from   string
	}{
		// What our server says.
		"pass":                       {[]string{passed, sponsor}, nil, trust.Verified, ana},
		"none":                       {[]string{none, sponsor}, nil, trust.Unverified, ana},
		"fail":                       {[]string{failed, sponsor}, nil, trust.Failed, ana},
		"temporary error":            {[]string{"Authentication-Results: mx.hms.harvard.edu; dmarc=temperror header.from=hms.harvard.edu", sponsor}, nil, trust.Unverified, ana},
		"permanent error":            {[]string{"Authentication-Results: mx.hms.harvard.edu; dmarc=permerror header.from=hms.harvard.edu", sponsor}, nil, trust.Unverified, ana},
		"a guess is no pass":         {[]string{"Authentication-Results: mx.hms.harvard.edu; dmarc=bestguesspass header.from=hms.harvard.edu", sponsor}, nil, trust.Unverified, ana},
		"nothing at all":             {[]string{"Authentication-Results: mx.hms.harvard.edu; none", sponsor}, nil, trust.Unverified, ana},
		"no header":                  {[]string{sponsor}, nil, trust.Unverified, ana},
		"SPF and DKIM alone":         {[]string{"Authentication-Results: mx.hms.harvard.edu; spf=pass smtp.mailfrom=hms.harvard.edu; dkim=pass header.d=hms.harvard.edu", sponsor}, nil, trust.Unverified, ana},
		"among others":               {[]string{"Authentication-Results: mx.hms.harvard.edu 1; spf=pass smtp.mailfrom=x@hms.harvard.edu; dkim=pass header.i=@hms.harvard.edu header.b=Xy+/=; dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=hms.harvard.edu;", sponsor}, nil, trust.Verified, ana},
		"with a version of method":   {[]string{"Authentication-Results: mx.hms.harvard.edu; dmarc/1=pass header.from=hms.harvard.edu", sponsor}, nil, trust.Verified, ana},
		"an unknown method version":  {[]string{"Authentication-Results: mx.hms.harvard.edu; dmarc/2=pass header.from=hms.harvard.edu", sponsor}, nil, trust.Unverified, ana},
		"an unknown header version":  {[]string{"Authentication-Results: mx.hms.harvard.edu 2; dmarc=pass header.from=hms.harvard.edu", sponsor}, nil, trust.Unverified, ana},
		"a version of the header":    {[]string{"Authentication-Results: mx.hms.harvard.edu 1; dmarc=pass header.from=hms.harvard.edu", sponsor}, nil, trust.Verified, ana},
		"upper case":                 {[]string{"AUTHENTICATION-RESULTS: MX.HMS.HARVARD.EDU; DMARC=PASS HEADER.FROM=HMS.HARVARD.EDU", "FROM: ANA.RUIZ@HMS.HARVARD.EDU"}, nil, trust.Verified, ana},
		"folded and spaced":          {[]string{"Authentication-Results:\r\n\tmx.hms.harvard.edu\r\n ;\r\n\t dmarc \r\n = \r\n\tpass (p=reject;\r\n dis=none)\r\n header . from\r\n =\r\n hms.harvard.edu", "From:\r\n\tAna Ruiz\r\n <ana.ruiz@hms.harvard.edu>"}, nil, trust.Verified, ana},
		"space before the colon":     {[]string{"Authentication-Results : mx.hms.harvard.edu; dmarc=pass header.from=hms.harvard.edu", "From : ana.ruiz@hms.harvard.edu"}, nil, trust.Verified, ana},
		"a quoted server name":       {[]string{`Authentication-Results: "mx.hms.harvard.edu"; dmarc=pass header.from=hms.harvard.edu`, sponsor}, nil, trust.Verified, ana},
		"a comment before the name":  {[]string{`Authentication-Results: (ours; dmarc=fail) mx.hms.harvard.edu; dmarc=pass header.from=hms.harvard.edu`, sponsor}, nil, trust.Verified, ana},
		"an unreadable result":       {[]string{`Authentication-Results: mx.hms.harvard.edu; dmarc=pass header.from=hms.harvard.edu; spf=(`, sponsor}, nil, trust.Unverified, ana},
		"a word that begins as pass": {[]string{`Authentication-Results: mx.hms.harvard.edu; dmarc=pass.not header.from=hms.harvard.edu`, sponsor}, nil, trust.Unverified, ana},

		// Whose word it is.
		"another server's":                    {[]string{"Authentication-Results: mx.example.org; dmarc=pass header.from=hms.harvard.edu", sponsor}, nil, trust.Unverified, ana},
		"a server's whose name contains ours": {[]string{"Authentication-Results: mx.hms.harvard.edu.example.org; dmarc=pass header.from=hms.harvard.edu", sponsor}, nil, trust.Unverified, ana},
		"a server's whose name ours contains": {[]string{"Authentication-Results: hms.harvard.edu; dmarc=pass header.from=hms.harvard.edu", sponsor}, nil, trust.Unverified, ana},
		"ours on top of a forged one":         {[]string{none, "Received: by mx", passed, sponsor}, nil, trust.Unverified, ana},
		"ours under another server's":         {[]string{"Authentication-Results: relay.example.org; dmarc=fail header.from=hms.harvard.edu", passed, sponsor}, nil, trust.Verified, ana},
		"ours unreadable on a forged one":     {[]string{"Authentication-Results: mx.hms.harvard.edu; dmarc=pass (", passed, sponsor}, nil, trust.Unverified, ana},
		"unreadable from its start":           {[]string{"Authentication-Results: (", passed, sponsor}, nil, trust.Unverified, ana},
		"a fail under a forged pass":          {[]string{failed, passed, sponsor}, nil, trust.Failed, ana},
		"no name where one is due":            {[]string{"Authentication-Results: dmarc=pass header.from=hms.harvard.edu", sponsor}, nil, trust.Unverified, ana},
		"no server configured":                {[]string{passed, "Authentication-Results: ; dmarc=pass header.from=hms.harvard.edu", sponsor}, &trust.Config{}, trust.Unverified, ana},
		"an ARC copy":                         {[]string{"ARC-Authentication-Results: i=1; mx.hms.harvard.edu; dmarc=pass header.from=hms.harvard.edu", sponsor}, nil, trust.Unverified, ana},
		"an original copy":                    {[]string{"Authentication-Results-Original: mx.hms.harvard.edu; dmarc=pass header.from=hms.harvard.edu", sponsor}, nil, trust.Unverified, ana},
		"in the body":                         {[]string{none, sponsor, "", passed}, nil, trust.Unverified, ana},

		// Exchange Online's form.
		"without a name":                  {[]string{"Authentication-Results: spf=pass (sender IP is 192.0.2.1)\r\n smtp.mailfrom=hms.harvard.edu; dkim=pass (signature was verified)\r\n header.d=hms.harvard.edu;dmarc=pass action=none\r\n header.from=hms.harvard.edu;compauth=pass reason=100", sponsor}, &exchange, trust.Verified, ana},
		"without a name, failed":          {[]string{"Authentication-Results: spf=fail (sender IP is 192.0.2.1) smtp.mailfrom=example.org; dkim=none (message not signed) header.d=none;dmarc=fail action=oreject header.from=hms.harvard.edu;compauth=none reason=405", sponsor}, &exchange, trust.Failed, ana},
		"with a name where none is due":   {[]string{passed, sponsor}, &exchange, trust.Unverified, ana},
		"without a name, on a forged one": {[]string{"Authentication-Results: dmarc=none header.from=hms.harvard.edu", "Authentication-Results: dmarc=pass header.from=hms.harvard.edu", sponsor}, &exchange, trust.Unverified, ana},

		// Texts that the sender chose within our server's header.
		"in a comment":                {[]string{"Authentication-Results: mx.hms.harvard.edu; spf=fail (x; dmarc=pass header.from=hms.harvard.edu)", sponsor}, nil, trust.Unverified, ana},
		"in a nested comment":         {[]string{"Authentication-Results: mx.hms.harvard.edu; spf=fail (a (b; ) ; dmarc=pass header.from=hms.harvard.edu)", sponsor}, nil, trust.Unverified, ana},
		"in a comment with an escape": {[]string{`Authentication-Results: mx.hms.harvard.edu; spf=fail (a \) ; dmarc=pass header.from=hms.harvard.edu)`, sponsor}, nil, trust.Unverified, ana},
		"in a comment with a quote":   {[]string{`Authentication-Results: mx.hms.harvard.edu; spf=fail (a " ; dmarc=pass header.from=hms.harvard.edu) ; x=y z.a="b"`, sponsor}, nil, trust.Unverified, ana},
		"in a quoted string":          {[]string{`Authentication-Results: mx.hms.harvard.edu; spf=fail smtp.mailfrom="x; dmarc=pass header.from=hms.harvard.edu"@example.org`, sponsor}, nil, trust.Unverified, ana},
		"in a quoted, escaped string": {[]string{`Authentication-Results: mx.hms.harvard.edu; spf=fail smtp.mailfrom="x\"; dmarc=pass header.from=hms.harvard.edu"@example.org; dmarc=none`, sponsor}, nil, trust.Unverified, ana},
		"in a copied envelope":        {[]string{`Authentication-Results: mx.hms.harvard.edu; spf=none smtp.mailfrom=x; dmarc=pass header.from=hms.harvard.edu; dmarc=none header.from=hms.harvard.edu`, sponsor}, nil, trust.Unverified, ana},
		"in a copied envelope, fail":  {[]string{`Authentication-Results: mx.hms.harvard.edu; spf=none smtp.mailfrom=x; dmarc=pass header.from=hms.harvard.edu; dmarc=fail header.from=hms.harvard.edu`, sponsor}, nil, trust.Failed, ana},
		"two domains":                 {[]string{"Authentication-Results: mx.hms.harvard.edu; dmarc=pass header.from=example.org header.from=hms.harvard.edu", sponsor}, nil, trust.Unverified, ana},

		// For which domain.
		"for no domain":               {[]string{"Authentication-Results: mx.hms.harvard.edu; dmarc=pass", sponsor}, nil, trust.Unverified, ana},
		"for no domain, as set":       {[]string{"Authentication-Results: mx.hms.harvard.edu; dmarc=pass", sponsor}, &trust.Config{AuthServID: "mx.hms.harvard.edu", AllowMissingHeaderFrom: true}, trust.Verified, ana},
		"for its organisation":        {[]string{"Authentication-Results: mx.hms.harvard.edu; dmarc=pass header.from=harvard.edu", sponsor}, nil, trust.Verified, ana},
		"for its organisation's dot":  {[]string{"Authentication-Results: mx.hms.harvard.edu; dmarc=pass header.from=hms.harvard.edu.", sponsor}, nil, trust.Verified, ana},
		"for a sibling":               {[]string{"Authentication-Results: mx.hms.harvard.edu; dmarc=pass header.from=students.harvard.edu", sponsor}, nil, trust.Unverified, ana},
		"for a part of it":            {[]string{"Authentication-Results: mx.hms.harvard.edu; dmarc=pass header.from=lab.hms.harvard.edu", sponsor}, nil, trust.Unverified, ana},
		"resent by somebody":          {[]string{"Resent-From: mallory@example.org", passed, sponsor}, nil, trust.Verified, ana},
		"ours twice, the lower of it": {[]string{"Authentication-Results: mx.hms.harvard.edu; spf=pass smtp.mailfrom=hms.harvard.edu", passed, sponsor}, nil, trust.Unverified, ana},
		"for another":                 {[]string{"Authentication-Results: mx.hms.harvard.edu; dmarc=pass header.from=example.org", sponsor}, nil, trust.Unverified, ana},
		"for a public suffix":         {[]string{"Authentication-Results: mx.hms.harvard.edu; dmarc=pass header.from=edu", sponsor}, nil, trust.Unverified, ana},
		"for a neighbour on a suffix": {[]string{"Authentication-Results: mx.hms.harvard.edu; dmarc=pass header.from=evil.github.io", "From: a@good.github.io"}, nil, trust.Unverified, "a@good.github.io"},
		"for a look-alike":            {[]string{"Authentication-Results: mx.hms.harvard.edu; dmarc=pass header.from=hrns.harvard.edu.example.org", "From: ana.ruiz@hms.harvard.edu"}, nil, trust.Unverified, ana},
		"for an address":              {[]string{"Authentication-Results: mx.hms.harvard.edu; dmarc=pass header.from=ana.ruiz@hms.harvard.edu", sponsor}, nil, trust.Verified, ana},
		"for letters that look alike": {[]string{"Authentication-Results: mx.hms.harvard.edu; dmarc=pass header.from=hms.hаrvard.edu", sponsor}, nil, trust.Unverified, ana},

		// Look-alikes are somebody, and somebody else.
		"a look-alike itself":   {[]string{"Authentication-Results: mx.hms.harvard.edu; dmarc=pass header.from=hrns-harvard.edu", "From: ana.ruiz@hrns-harvard.edu"}, nil, trust.Verified, "ana.ruiz@hrns-harvard.edu"},
		"a punycode look-alike": {[]string{"Authentication-Results: mx.hms.harvard.edu; dmarc=pass header.from=xn--hms-5cd.harvard.edu", "From: ana.ruiz@xn--hms-5cd.harvard.edu"}, nil, trust.Verified, "ana.ruiz@xn--hms-5cd.harvard.edu"},
		"a Cyrillic letter":     {[]string{passed, "From: ana.ruiz@hms.hаrvard.edu"}, nil, trust.Failed, ""},
		"a full-width at sign":  {[]string{passed, "From: ana.ruiz＠hms.harvard.edu"}, nil, trust.Failed, ""},

		// From.
		"no From":                             {[]string{passed, "Subject: x"}, nil, trust.Failed, ""},
		"an empty From":                       {[]string{passed, "From:"}, nil, trust.Failed, ""},
		"two From fields":                     {[]string{passed, sponsor, "From: mallory@example.org"}, nil, trust.Failed, ""},
		"two From fields, the same":           {[]string{passed, sponsor, sponsor}, nil, trust.Failed, ""},
		"two From fields, one odd":            {[]string{passed, "FROM : mallory@example.org", sponsor}, nil, trust.Failed, ""},
		"two addresses":                       {[]string{passed, "From: mallory@example.org, ana.ruiz@hms.harvard.edu"}, nil, trust.Failed, ""},
		"a group":                             {[]string{passed, "From: Sponsors: ana.ruiz@hms.harvard.edu;"}, nil, trust.Failed, ""},
		"an empty group":                      {[]string{passed, "From: Undisclosed recipients:;"}, nil, trust.Failed, ""},
		"a colon in a quoted name":            {[]string{passed, `From: "Ruiz: Ana" <ana.ruiz@hms.harvard.edu>`}, nil, trust.Verified, ana},
		"a colon in a comment":                {[]string{passed, `From: ana.ruiz@hms.harvard.edu (HMS: Genetics)`}, nil, trust.Verified, ana},
		"a route":                             {[]string{passed, "From: <@example.org:ana.ruiz@hms.harvard.edu>"}, nil, trust.Failed, ""},
		"an address as name":                  {[]string{passed, `From: "ana.ruiz@hms.harvard.edu" <mallory@example.org>`}, nil, trust.Unverified, "mallory@example.org"},
		"an address as bare name":             {[]string{passed, `From: ana.ruiz@hms.harvard.edu <mallory@example.org>`}, nil, trust.Failed, ""},
		"an address as encoded name":          {[]string{passed, "From: =?utf-8?Q?ana=2Eruiz=40hms=2Eharvard=2Eedu?= <mallory@example.org>"}, nil, trust.Unverified, "mallory@example.org"},
		"an address with brackets as name":    {[]string{passed, "From: =?utf-8?Q?=3Cana=2Eruiz=40hms=2Eharvard=2Eedu=3E=2C?= <mallory@example.org>"}, nil, trust.Unverified, "mallory@example.org"},
		"an encoded address":                  {[]string{passed, "From: =?utf-8?Q?ana=2Eruiz=40hms=2Eharvard=2Eedu?="}, nil, trust.Failed, ""},
		"an address as comment":               {[]string{passed, "From: mallory@example.org (ana.ruiz@hms.harvard.edu)"}, nil, trust.Unverified, "mallory@example.org"},
		"a quoted local part with an address": {[]string{passed, `From: "mallory@example.org"@hms.harvard.edu`}, nil, trust.Failed, ""},
		"a domain literal":                    {[]string{passed, "From: ana.ruiz@[192.0.2.1]"}, nil, trust.Failed, ""},
		"a host without a domain":             {[]string{passed, "From: root@localhost"}, nil, trust.Failed, ""},
		"a name in an unknown charset":        {[]string{passed, "From: =?x-klingon?Q?Ana=F1?= <ana.ruiz@hms.harvard.edu>"}, nil, trust.Verified, ana},
		"a name in raw Latin-1":               {[]string{passed, "From: \"Ana Mu\xf1oz\" <ana.ruiz@hms.harvard.edu>"}, nil, trust.Verified, ana},
		"raw Latin-1 in the address":          {[]string{passed, "From: an\xe1.ruiz@hms.harvard.edu"}, nil, trust.Failed, ""},
		"a name in UTF-8":                     {[]string{passed, "From: Ana Muñoz <ana.ruiz@hms.harvard.edu>"}, nil, trust.Verified, ana},
		"our own address":                     {[]string{passed, "From: Guest-Requests@HMS.harvard.edu"}, nil, trust.Failed, "guest-requests@hms.harvard.edu"},

		// Reply-To and Sender prove and change nothing.
		"Reply-To and Sender of a sponsor": {[]string{"Authentication-Results: mx.hms.harvard.edu; dmarc=pass header.from=example.org", "From: mallory@example.org", "Reply-To: ana.ruiz@hms.harvard.edu", "Sender: ana.ruiz@hms.harvard.edu"}, nil, trust.Verified, "mallory@example.org"},
		"a sponsor with another's Sender":  {[]string{"Authentication-Results: mx.hms.harvard.edu; dmarc=none header.from=hms.harvard.edu", sponsor, "Sender: mallory@example.org"}, nil, trust.Unverified, ana},

		// Headers that two programs read differently.
		"a bare carriage return":       {[]string{passed, "X: y\rFrom: mallory@example.org", sponsor}, nil, trust.Failed, ""},
		"a NUL":                        {[]string{passed, "Fr\x00om: mallory@example.org", sponsor}, nil, trust.Failed, ""},
		"a line that is no field":      {[]string{passed, "not a field", sponsor}, nil, trust.Failed, ""},
		"a folded line first":          {[]string{" folded", passed, sponsor}, nil, trust.Failed, ""},
		"a field name with a space":    {[]string{passed, "X From: mallory@example.org", sponsor}, nil, trust.Failed, ""},
		"a name not in ASCII":          {[]string{passed, "Frоm: mallory@example.org", sponsor}, nil, trust.Failed, ""},
		"a folded forged field":        {[]string{none, "X-Note: a\r\n " + passed, sponsor}, nil, trust.Unverified, ana},
		"a From that a line later has": {[]string{passed, "Subject: x\r\n\tFrom: mallory@example.org", sponsor}, nil, trust.Verified, ana},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cfg := ours
			if c.cfg != nil {
				cfg = *c.cfg
			}
			raw := message(c.header...)
			for _, raw := range [][]byte{raw, []byte(strings.ReplaceAll(string(raw), "\r\n", "\n"))} {
				got := trust.Judge(raw, cfg)
				if got.Trust != c.want || got.From != c.from {
					t.Errorf("%s from %q because %q, want %s from %q", got.Trust, got.From, got.Because, c.want, c.from)
				}
				if got.Because == "" || strings.Contains(got.Because, "@") {
					t.Errorf("the reason %q is empty or names somebody", got.Because)
				}
			}
		})
	}
}

func TestAMessageWithoutABodyIsJudged(t *testing.T) {
	t.Parallel()
	if got := trust.Judge([]byte(passed+"\r\n"+sponsor), ours); got.Trust != trust.Verified {
		t.Errorf("%+v", got)
	}
	if got := trust.Judge(nil, ours); got.Trust != trust.Failed {
		t.Errorf("%+v", got)
	}
}
