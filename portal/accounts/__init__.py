"""People and roles: who takes part, how they sign in, which post of the ward they hold.

May import portal.shared only.
"""
