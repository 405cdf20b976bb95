package trust

import (
	"errors"
	"strings"
)

// authResults is one Authentication-Results header (RFC 8601 section 2.2).
type authResults struct {
	// ServID is the name of the server that wrote it; empty in the form without one.
	ServID  string
	Results []authResult
}

// authResult is one method's result with its properties, all in lower case but the values.
type authResult struct {
	Method, Result string
	// Properties are those with a type ("header.from") and those without ("action"), in order.
	Properties []property
}

type property struct{ Name, Value string }

// property is the one value of a property. It is not ok when there are several that differ.
func (r authResult) property(name string) (value string, present, ok bool) {
	for _, p := range r.Properties {
		if p.Name != name {
			continue
		}
		if present && !strings.EqualFold(p.Value, value) {
			return "", true, false
		}
		value, present = p.Value, true
	}
	return value, present, true
}

var (
	errVersion = errors.New("it is of an unknown version")
	errSyntax  = errors.New("it does not follow RFC 8601")
)

// parseAuthResults reads the field's value. ServID is set even beside an error, where the name
// itself could be read.
func parseAuthResults(text string) (results authResults, err error) {
	s := scanner{text: text}
	results.ServID, err = s.servID()
	if err != nil {
		return results, err
	}
	if results.ServID == "" {
		// Exchange Online's form begins with the first result at once.
		result, err := s.result()
		if err != nil {
			return results, err
		}
		results.Results = append(results.Results, result)
	}
	for {
		if err := s.skip(); err != nil {
			return results, err
		}
		if s.done() {
			return results, nil
		}
		if s.text[s.at] != ';' {
			return results, errSyntax
		}
		s.at++
		if err := s.skip(); err != nil {
			return results, err
		}
		if s.done() || s.text[s.at] == ';' {
			continue // an empty result, as a semicolon at the end leaves
		}
		if s.none() {
			continue
		}
		result, err := s.result()
		if err != nil {
			return results, err
		}
		results.Results = append(results.Results, result)
	}
}

// servID reads the server's name and the version that may follow it. In the form without a name it
// reads nothing: what stands there is a method with its equals sign.
func (s *scanner) servID() (string, error) {
	start := s.at
	name, err := s.value()
	if err != nil {
		return "", err
	}
	if strings.Contains(name, "=") {
		s.at = start
		return "", nil
	}
	if equals, err := s.take('='); err != nil {
		return "", err
	} else if equals {
		s.at = start
		return "", nil
	}
	if name == "" {
		return "", errSyntax
	}
	version, err := s.keyword()
	if err != nil {
		return name, err
	}
	if version != "" && version != "1" {
		return name, errVersion
	}
	return name, nil
}

// none passes "none" where it is all that a result says.
func (s *scanner) none() bool {
	try := *s
	word, err := try.keyword()
	if err != nil || word != "none" || try.skip() != nil {
		return false
	}
	if !try.done() && try.text[try.at] != ';' {
		return false
	}
	*s = try
	return true
}

// result reads "method/version = result" and its properties up to the next semicolon.
func (s *scanner) result() (r authResult, err error) {
	if r.Method, err = s.keyword(); err != nil {
		return r, err
	}
	if r.Method == "" {
		return r, errSyntax
	}
	versioned, err := s.take('/')
	if err != nil {
		return r, err
	}
	if versioned {
		version, err := s.keyword()
		if err != nil {
			return r, err
		}
		if version != "1" {
			// Its results mean we know not what (RFC 8601 section 2.7).
			r.Method += "/" + version
		}
	}
	if equals, err := s.take('='); err != nil || !equals {
		return r, errors.Join(err, errSyntax)
	}
	if r.Result, err = s.keyword(); err != nil {
		return r, err
	}
	if r.Result == "" {
		return r, errSyntax
	}
	if !s.atBreak() {
		return r, errSyntax // "pass-ish" is no pass, nor is "pass.x"
	}
	for {
		if err := s.skip(); err != nil {
			return r, err
		}
		if s.done() || s.text[s.at] == ';' {
			return r, nil
		}
		p, err := s.property()
		if err != nil {
			return r, err
		}
		r.Properties = append(r.Properties, p)
	}
}

func (s *scanner) atBreak() bool {
	return s.done() || strings.IndexByte(" \t\r\n;(", s.text[s.at]) >= 0
}

// property reads "type.name=value", "reason=value", or what Exchange Online writes, "action=none".
func (s *scanner) property() (p property, err error) {
	if p.Name, err = s.keyword(); err != nil {
		return p, err
	}
	dotted, err := s.take('.')
	if err != nil {
		return p, err
	}
	if dotted {
		name, err := s.keyword()
		if err != nil {
			return p, err
		}
		p.Name += "." + name
	}
	equals, err := s.take('=')
	if err != nil {
		return p, err
	}
	if !equals || p.Name == "" || strings.HasPrefix(p.Name, ".") || strings.HasSuffix(p.Name, ".") {
		return p, errSyntax
	}
	p.Value, err = s.value()
	return p, err
}
