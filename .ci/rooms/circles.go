package main

import (
	"go/ast"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"
)

// circlesOf returns the circles of files in a package, largest first: sets of two files or more in
// which each uses a name that the next declares. Names are those of package scope and methods;
// fields follow their types.
func circlesOf(fset *token.FileSet, p *pkg) [][]string {
	uses := map[string]map[string]bool{}
	for _, f := range p.files {
		from := fileName(fset, f.Pos())
		uses[from] = map[string]bool{}

		ast.Inspect(f, func(n ast.Node) bool {
			id, ok := n.(*ast.Ident)
			if !ok {
				return true
			}
			if o := p.info.Uses[id]; o != nil && declaredAtTop(o, p.checked) {
				uses[from][fileName(fset, o.Pos())] = true
			}
			return true
		})
	}

	circles := slices.DeleteFunc(components(uses), func(c []string) bool { return len(c) < 2 })
	slices.SortStableFunc(circles, func(a, b []string) int { return len(b) - len(a) })
	return circles
}

func fileName(fset *token.FileSet, at token.Pos) string {
	return filepath.Base(fset.Position(at).Filename)
}

// declaredAtTop reports whether an object stands in the package's scope or is a method of it.
func declaredAtTop(o types.Object, in *types.Package) bool {
	if o.Pkg() != in {
		return false
	}
	if o.Parent() == in.Scope() {
		return true
	}
	f, ok := o.(*types.Func)
	return ok && f.Signature().Recv() != nil
}

// components returns the strongly connected components of a graph (Tarjan 1972), each sorted.
func components(edges map[string]map[string]bool) [][]string {
	var (
		out     [][]string
		stack   []string
		index   = map[string]int{}
		low     = map[string]int{}
		onStack = map[string]bool{}
		visit   func(v string)
	)

	visit = func(v string) {
		index[v] = len(index) + 1
		low[v] = index[v]
		stack = append(stack, v)
		onStack[v] = true

		for w := range edges[v] {
			if index[w] == 0 {
				visit(w)
				low[v] = min(low[v], low[w])
			} else if onStack[w] {
				low[v] = min(low[v], index[w])
			}
		}
		if low[v] != index[v] {
			return
		}

		from := slices.Index(stack, v)
		component := slices.Clone(stack[from:])
		stack = stack[:from]
		for _, w := range component {
			onStack[w] = false
		}
		slices.Sort(component)
		out = append(out, component)
	}

	names := make([]string, 0, len(edges))
	for v := range edges {
		names = append(names, v)
	}
	slices.Sort(names)
	for _, v := range names {
		if index[v] == 0 {
			visit(v)
		}
	}
	slices.SortFunc(out, slices.Compare)
	return out
}
