// Package study2021 holds what no other study has: the synthesis of its wave, the sixteen cells of
// figures 7 and 8, the readings of the one number that high metrics and close collaboration are
// given together, and what the study does with its constructs.
//
// The cells are the combinations of high or low on three metrics and close or distant
// collaboration. Premiums compare means over groups of them, so that printed premiums bound
// whatever else the cells are to satisfy. Two callers need this: the synthesis, which has to find
// mean growths that agree with every premium, and the audit, which asks what the premiums imply.
//
// The synthesis answers the questionnaire such that the analysis finds what was published. It
// decides by integers, + - * / and square roots, and casts every product (float64(a*b)), which
// forbids a processor to fuse it with the sum that follows: the wave has the same bytes everywhere.
package study2021
