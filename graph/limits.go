package graph

import (
	"context"
	"fmt"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// Limits bound what one operation may ask.
type Limits struct {
	// Body is the size of a request's body in bytes.
	Body int64
	// Tokens is how many words the document may have.
	Tokens int
	// Depth is how deep fields may be nested; introspection has its own rule.
	Depth int
	// Aliases is how many fields may be renamed, fragments written out.
	Aliases int
	// Fields is how many fields may be selected, fragments written out.
	Fields int
	// Complexity is what the fields may cost, each page times its size.
	Complexity int
}

// DefaultLimits leave room for the largest page of a dashboard several times over.
func DefaultLimits() Limits {
	return Limits{Body: 1 << 20, Tokens: 10_000, Depth: 14, Aliases: 50, Fields: 2_000, Complexity: 25_000}
}

// shape bounds depth, aliases and fields before anything walks the document with its fragments
// written out: a few lines of fragments can stand for billions of fields.
type shape struct{ limits Limits }

func (shape) ExtensionName() string                   { return "Shape" }
func (shape) Validate(graphql.ExecutableSchema) error { return nil }
func (s shape) MutateOperationContext(_ context.Context, op *graphql.OperationContext) *gqlerror.Error {
	m := measurer{fragments: map[string]measure{}}
	got := m.selection(op.Operation.SelectionSet)
	for _, bound := range []struct {
		what     string
		is, most int
	}{
		{"fields nested one in another", got.depth, s.limits.Depth},
		{"renamed fields", got.aliases, s.limits.Aliases},
		{"fields", got.fields, s.limits.Fields},
	} {
		if bound.is > bound.most {
			return refusal(codeTooComplex, fmt.Sprintf("The operation has more %s than the %d allowed.", bound.what, bound.most))
		}
	}
	return nil
}

// measure is the size of a selection; counts stop at saturated.
type measure struct{ depth, aliases, fields int }

const saturated = 1 << 20

func (m *measure) add(other measure) {
	m.depth = max(m.depth, other.depth)
	m.aliases = min(m.aliases+other.aliases, saturated)
	m.fields = min(m.fields+other.fields, saturated)
}

// measurer measures each fragment once.
type measurer struct{ fragments map[string]measure }

func (m measurer) selection(set ast.SelectionSet) (total measure) {
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.Field:
			total.add(m.field(s))
		case *ast.InlineFragment:
			total.add(m.selection(s.SelectionSet))
		case *ast.FragmentSpread:
			total.add(m.fragment(s))
		}
	}
	return total
}

func (m measurer) field(f *ast.Field) measure {
	inner := m.selection(f.SelectionSet)
	inner.fields = min(inner.fields+1, saturated)
	if f.Alias != f.Name {
		inner.aliases = min(inner.aliases+1, saturated)
	}
	inner.depth++
	if strings.HasPrefix(f.Name, "__") {
		inner.depth = 1 // the validator bounds introspection's nesting
	}
	return inner
}

func (m measurer) fragment(s *ast.FragmentSpread) measure {
	known, ok := m.fragments[s.Name]
	if !ok && s.Definition != nil {
		known = m.selection(s.Definition.SelectionSet)
		m.fragments[s.Name] = known
	}
	return known
}
