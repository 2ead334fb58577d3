#!/usr/bin/env python3
"""Records torch.linalg on matrices of doubles. Where signs are free, magnitudes or products are kept."""

import torch
from torch import linalg

from recording import pattern, write

A = pattern(0, 5, 5).double()
B = pattern(1, 5, 2).double()
DEFINITE = A @ A.T + 0.5 * torch.eye(5, dtype=torch.float64)
WIDE = pattern(2, 3, 5).double()


def solving():
    return {
        "solve": linalg.solve(A, B),
        "solve from the right": linalg.solve(A, B.T, left=False),
        "solve triangular": linalg.solve_triangular(A, B, upper=True),
        "solve triangular of ones": linalg.solve_triangular(A.T, B.T, upper=False, left=False, unitriangular=True),
        "inv": linalg.inv(A),
        "inv of many": linalg.inv(torch.stack((A, DEFINITE))),
        "pinv": linalg.pinv(WIDE),
        "pinv of rank two": linalg.pinv(WIDE[:2].T @ WIDE[:2], hermitian=True, rtol=1e-8),
        "det": linalg.det(A),
        "slogdet": linalg.slogdet(A),
        "matrix_rank": linalg.matrix_rank(WIDE[:2].T @ WIDE[:2]),
        "matrix_exp": linalg.matrix_exp(A),
    }


def decompositions():
    q, r = linalg.qr(WIDE.T)
    u, s, vh = linalg.svd(WIDE, full_matrices=False)
    values, vectors = linalg.eigh(DEFINITE)
    return {
        "cholesky": linalg.cholesky(DEFINITE),
        "qr": [q @ r, r.abs(), q.T @ q],
        "qr complete": linalg.qr(WIDE.T, mode="complete").R.abs(),
        "svd": [u @ torch.diag(s) @ vh, s],
        "svdvals": linalg.svdvals(WIDE),
        "eigh": [values, vectors @ torch.diag(values) @ vectors.T],
        "eigvalsh of the upper half": linalg.eigvalsh(A, UPLO="U"),
        "eigvals": linalg.eigvals(DEFINITE).real.sort().values,
        "lu": linalg.lu(A),
        "lu_factor": linalg.lu_factor(A),
        "householder_product": linalg.householder_product(A[:, :3], B[:3, 0]),
    }


def norms():
    return {
        "norm": linalg.norm(WIDE),
        "norm of a vector": linalg.norm(WIDE[0], 3),
        "norm nuclear": linalg.norm(WIDE, "nuc"),
        "norm over dimensions": linalg.norm(WIDE, dim=(0, 1), keepdim=True),
        "norm by columns": linalg.norm(WIDE, 1, dim=(0, 1)),
        "norm of the smallest singular value": linalg.norm(WIDE, -2),
        "vector_norm": linalg.vector_norm(WIDE),
        "vector_norm of the largest": linalg.vector_norm(WIDE, float("inf"), dim=1, keepdim=True),
        "vector_norm of half": linalg.vector_norm(WIDE, 0.5, dim=0),
    }


def products():
    x = WIDE[:, :3]
    return {
        "multi_dot": linalg.multi_dot((WIDE, A, B)),
        "cross": linalg.cross(x, x.flip(0), dim=1),
        "vecdot": linalg.vecdot(WIDE, WIDE.flip(0), dim=0),
        "diagonal": linalg.diagonal(torch.stack((A, DEFINITE)), offset=1),
        "kron": torch.kron(WIDE, B),
        "einsum": torch.einsum("ij,kj,k->ik", WIDE, A, B[:, 0]),
        "tensordot": torch.tensordot(WIDE, WIDE, dims=([0, 1], [0, 1])),
        "matrix products": [A.mm(B), A.mv(B[:, 0]), A[0].dot(A[1]), A.matmul(A), torch.outer(A[0], B[:, 1]), WIDE.matmul(A[0])],
        "sums of products": [
            torch.addmm(B, A, B, beta=0.5, alpha=2),
            torch.addmv(A[0], A, A[1], beta=3, alpha=-1),
            torch.addr(WIDE, WIDE[:, 0], A[0], beta=2, alpha=3),
        ],
        "batches of products": torch.bmm(torch.stack((A, DEFINITE)), torch.stack((B, B.flip(1)))),
    }


if __name__ == "__main__":
    write("linear_algebra", {**solving(), **decompositions(), **norms(), **products()})
